using System.Globalization;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>What is asked of the fairness page; all of it lives in the address, and what is left open is filled in.</summary>
/// <param name="Org">The organisation; null for the highest that the reader administers.</param>
/// <param name="Model">Id of a version, or "rules"; null for the model in service.</param>
/// <param name="Term">First day of a term as yyyy-MM-dd; null for the later cohort.</param>
/// <param name="Week">The horizon; null for the one nearest to 8.</param>
/// <param name="Attribute">Label of an attribute; null for the first.</param>
/// <param name="Cut">Students flagged of 100; null for 10.</param>
/// <param name="Rate">Key of the rate that is drawn; null for false alarms.</param>
public sealed record FairnessFilter(
    long? Org = null,
    string? Model = null,
    string? Term = null,
    int? Week = null,
    string? Attribute = null,
    int? Cut = null,
    string? Rate = null
)
{
    /// <summary>The address of the page with this question.</summary>
    public string Address => $"fairness{Query}";

    /// <summary>The question as it stands in an address, with its question mark; empty where nothing is asked.</summary>
    public string Query
    {
        get
        {
            (string Name, string? Value)[] asked =
            [
                ("org", Org?.ToString(CultureInfo.InvariantCulture)),
                ("model", Model),
                ("term", Term),
                ("week", Week?.ToString(CultureInfo.InvariantCulture)),
                ("attribute", Attribute),
                ("cut", Cut?.ToString(CultureInfo.InvariantCulture)),
                ("rate", Rate),
            ];
            var parts = asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}");
            var query = string.Join('&', parts);
            return query.Length == 0 ? "" : $"?{query}";
        }
    }
}

/// <summary>A version that has figures.</summary>
/// <param name="Figures">Its terms and its trend.</param>
/// <param name="Role">What it is to the application; null for the rules, and for a version that is kept no longer.</param>
public sealed record FairnessVersion(FairnessModel Figures, ModelRole? Role)
{
    /// <summary>Whether these are the rules that stand beside every model.</summary>
    public bool IsRules => string.Equals(Figures.Id, FairnessKeys.Rules, StringComparison.Ordinal);
}

/// <summary>Why the model in service has no figures.</summary>
public enum ServingGap
{
    /// <summary>It has figures, or rules decide.</summary>
    None,

    /// <summary>What it was judged on is not kept: it is older than these figures.</summary>
    NotKept,

    /// <summary>It has been put into service since the figures were made.</summary>
    NotMade,
}

/// <summary>What the fairness page shows.</summary>
/// <param name="Org">The organisation.</param>
/// <param name="Orgs">Those the reader may choose.</param>
/// <param name="AsOf">What was known by the end of this day went into the figures; null where there are none.</param>
/// <param name="MadeAt">When they were made, UTC.</param>
/// <param name="Filter">What was asked.</param>
/// <param name="Shown">What is shown; null where there are no figures.</param>
public sealed record FairnessView(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    DateOnly? AsOf,
    DateTime? MadeAt,
    FairnessFilter Filter,
    FairnessShown? Shown
)
{
    /// <summary>Whether the figures are of a sample of the students.</summary>
    public bool IsSample { get; init; }

    /// <summary>Whether the sample holds too few students of the organisation for figures of its own.</summary>
    public bool IsTooFewSampled { get; init; }

    /// <summary>Why the model in service has no figures, so that what is shown is not of what decides.</summary>
    public ServingGap Serving { get; init; }
}

/// <summary>The figures of one question.</summary>
/// <param name="Versions">Versions to choose, the newest first, then the rules.</param>
/// <param name="Version">The one shown.</param>
/// <param name="IsAnother">Whether a version was asked for that has no figures, so that another is shown.</param>
/// <param name="Term">The term shown.</param>
/// <param name="Week">The horizon shown.</param>
/// <param name="Attributes">Attributes to choose.</param>
/// <param name="Attribute">The one shown.</param>
/// <param name="Rate">The rate that is drawn.</param>
/// <param name="Cuts">All cuts of the grid.</param>
/// <param name="Cut">The cut shown.</param>
/// <param name="Verdict">What may be said of all attributes at this cut.</param>
/// <param name="Zone">Time zone of every time on the page.</param>
public sealed record FairnessShown(
    IReadOnlyList<FairnessVersion> Versions,
    FairnessVersion Version,
    bool IsAnother,
    FairnessTerm Term,
    int Week,
    IReadOnlyList<string> Attributes,
    string Attribute,
    FairnessRate Rate,
    IReadOnlyList<CutFigures> Cuts,
    CutFigures Cut,
    FairnessVerdict Verdict,
    TimeZoneInfo Zone
)
{
    /// <summary>Whether the cut in use is hidden for everybody.</summary>
    public bool IsUsualHidden => FairnessQuery.Nearest(Cuts, FairnessKeys.DefaultShare).Overall.Hidden;

    /// <summary>Groups of the attribute shown, at the cut shown.</summary>
    public IReadOnlyList<GroupFigures> Groups => Of(Cut);

    /// <summary>Groups of the attribute shown, at a cut.</summary>
    /// <param name="cut">The cut.</param>
    public IReadOnlyList<GroupFigures> Of(CutFigures cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        return [.. cut.Groups.Where(g => string.Equals(g.Attribute, Attribute, StringComparison.Ordinal))];
    }
}
