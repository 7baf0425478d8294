using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>When warnings came.</summary>
/// <param name="Figures">The organisation and its terms.</param>
/// <param name="Term">The term shown; null where none is.</param>
/// <param name="Week">The week that sentences speak of.</param>
public sealed record WarningView(FigureView<WarningSheet> Figures, WarningTerm? Term, int Week);

/// <summary>Reads when the warning comes, for administrators.</summary>
/// <param name="figures">Reads sheets within what the reader administers.</param>
public sealed class WarningQuery(FigureReader figures)
{
    /// <summary>The week that is spoken of where none is chosen: the one that gates look at.</summary>
    private const int DefaultWeek = 8;

    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation; null for the highest.</param>
    /// <param name="term">First day of the term; null for the latest.</param>
    /// <param name="week">The week; null for the one that gates look at.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<WarningView?> GetAsync(
        StaffScope scope,
        long? orgId,
        DateOnly? term,
        int? week,
        CancellationToken cancel
    )
    {
        var view = await figures.ReadAsync<WarningSheet>(scope, WarningSheets.Topic, orgId, null, cancel);
        if (view is null)
        {
            return null;
        }

        var terms = view.Content?.Terms ?? [];
        var shown = terms.FirstOrDefault(t => t.Start == term) ?? terms.FirstOrDefault();
        var weeks = shown?.Model?.Weeks.Select(w => w.Week).ToList() ?? [];
        var asked = week ?? DefaultWeek;
        return new WarningView(view, shown, weeks.Count == 0 ? asked : weeks.MinBy(w => (Math.Abs(w - asked), w)));
    }
}
