using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Names of features in figures as words of today's catalogue.</summary>
public sealed class InsightFeatures
{
    private readonly FeatureCatalogue _catalogue;

    /// <summary>Takes a catalogue.</summary>
    /// <param name="catalogue">Features of the installation.</param>
    public InsightFeatures(FeatureCatalogue catalogue) => _catalogue = catalogue;

    /// <summary>Reads the catalogue of the installation.</summary>
    /// <param name="contexts">Makes a context.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<InsightFeatures> ReadAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Feature)
            .OrderBy(a => a.Id)
            .ToListAsync(cancel);
        return new InsightFeatures(new FeatureCatalogue(attributes));
    }

    /// <summary>A feature's definition; one without words where it is no feature any more.</summary>
    /// <param name="name">Its name.</param>
    public FeatureDefinition Of(string name) => _catalogue.Named(name)[0];

    /// <summary>A feature at the beginning of a line.</summary>
    /// <param name="name">Its name.</param>
    public string Title(string name) => Casing.Capitalised(Of(name).Label);

    /// <summary>A feature within a sentence.</summary>
    /// <param name="name">Its name.</param>
    public string Within(string name) => Of(name).Label;

    /// <summary>The part of the record that a feature comes from.</summary>
    /// <param name="name">Its name.</param>
    public string Part(string name) => ScoreWords.Group(Of(name).Group);

    /// <summary>The words of a value that is a level; null where values are numbers.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="value">Its value.</param>
    public string? Words(string name, double value) => Of(name).Levels.ElementAtOrDefault((int)Math.Round(value));

    /// <summary>A value as people read it: shares in percent.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="value">Its value.</param>
    public static string Value(string name, double value)
    {
        var words = FeatureCatalogue.IsShare(name)
            ? string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * value):0} %")
            : Math.Round(value, Math.Abs(value) < 10 ? 1 : 0).ToString("0.#", CultureInfo.CurrentCulture);
        return words.Replace("-", "−", StringComparison.Ordinal);
    }
}
