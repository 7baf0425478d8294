using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Profiles of running students.</summary>
/// <param name="Sheet">What was read.</param>
/// <param name="IsTooSmall">Whether there are figures, but the organisation is too small for its own.</param>
/// <param name="Labels">Labels of the features, in their order.</param>
public sealed record ProfilesView(FigureView<ProfileSheet> Sheet, bool IsTooSmall, IReadOnlyList<string> Labels);

/// <summary>Reads the profiles of an organisation. No student is in what it reads.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="figures">Reads stored figures.</param>
public sealed class ProfilesQuery(IDbContextFactory<EarlyWarningDb> contexts, FigureReader figures)
{
    /// <summary>Reads them; null where the reader administers nothing, or not the organisation asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation; null for the highest.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<ProfilesView?> GetAsync(StaffScope scope, long? orgId, CancellationToken cancel)
    {
        var sheet = await figures.ReadAsync<ProfileSheet>(
            scope,
            ProfileSheets.Topic,
            orgId,
            _ => ProfileSheets.Key,
            cancel
        );
        if (sheet is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (sheet.Content is not { } content)
        {
            var isMade = await db.FigureSheets.AnyAsync(s => s.Topic == ProfileSheets.Topic, cancel);
            return new ProfilesView(sheet, isMade, []);
        }

        // Profiles are made of built-in features alone, so attributes need not be read.
        var labels = new FeatureCatalogue([]).Named(string.Join('\n', content.Features));
        return new ProfilesView(sheet, false, [.. labels.Select(f => Casing.Capitalised(f.Label))]);
    }
}
