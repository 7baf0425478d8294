using EarlyWarning.Ml.Effects;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>What can be said of a kind of support.</summary>
public enum EffectVerdict
{
    /// <summary>Too few students got it in finished terms.</summary>
    TooFew,

    /// <summary>It began before anything was known of most of them, or nobody like them went without.</summary>
    NothingToCompare,

    /// <summary>Students who got it and others differ too much beforehand.</summary>
    NotBalanced,

    /// <summary>The interval is too wide to say anything.</summary>
    TooWide,

    /// <summary>They passed more often than comparable students.</summary>
    More,

    /// <summary>They passed less often than comparable students.</summary>
    Fewer,

    /// <summary>So few got it that nothing is shown, or what is shown would let their number be worked out.</summary>
    Hidden,

    /// <summary>The interval leaves out 0, but not once it is counted how many kinds were looked at.</summary>
    Unclear,

    /// <summary>No difference was found.</summary>
    NoDifference,
}

/// <summary>Sheets of the page on support that worked.</summary>
public static class EffectSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "effectiveness";

    /// <summary>Key of the sheet over all finished terms; those of one term have its first day as key.</summary>
    public const string AllTerms = "all";

    /// <summary>Fewest students who got it, for an estimate.</summary>
    public const int LeastStudents = 30;

    /// <summary>Widest interval of which something is said, as a share.</summary>
    public const double WidestInterval = 0.3;

    /// <summary>Fewer students than this are not shown.</summary>
    public const int LeastShown = 10;

    /// <summary>Name of the column that holds what the model foretold.</summary>
    public const string Foretold = ":margin";

    /// <summary>Name of the column that holds the number of the term.</summary>
    public const string Term = ":term";
}

/// <summary>A finished term.</summary>
/// <param name="Key">Key of its sheet.</param>
/// <param name="Title">Its title.</param>
public sealed record EffectTerm(string Key, string Title);

/// <summary>Everything the page shows of an organisation and term.</summary>
/// <param name="Terms">Finished terms, the first first.</param>
/// <param name="Students">Students with outcomes, to the nearest 5; null where hidden.</param>
/// <param name="IsSample">Whether those are a sample.</param>
/// <param name="Kinds">Kinds that somebody got, those with most students first.</param>
/// <param name="Cut">What happened at the cut.</param>
public sealed record EffectSheet(
    IReadOnlyList<EffectTerm> Terms,
    int? Students,
    bool IsSample,
    IReadOnlyList<KindEffect> Kinds,
    CutEffect Cut
);

/// <summary>A count of students under a heading.</summary>
/// <param name="From">Where the heading begins: number of rules, -1 where nothing was known yet; or week.</param>
/// <param name="To">Where it ends; null where it is open.</param>
/// <param name="Students">Students, to the nearest 5; null where it is hidden.</param>
public sealed record EffectCount(double From, double? To, int? Students);

/// <summary>How much of it students got, all their cases of it together.</summary>
/// <param name="Sessions">Sessions of the one in the middle; null where none were written down.</param>
/// <param name="SessionsLow">Lower quartile.</param>
/// <param name="SessionsHigh">Upper quartile.</param>
/// <param name="Missed">Share of sessions that students did not come to.</param>
/// <param name="Hours">Mean hours of staff a student.</param>
/// <param name="HoursLow">Lower quartile.</param>
/// <param name="HoursHigh">Upper quartile.</param>
/// <param name="Logged">Share of students whose hours come from the log; of others they are those planned.</param>
public sealed record EffectDose(
    double? Sessions,
    double? SessionsLow,
    double? SessionsHigh,
    double? Missed,
    double Hours,
    double HoursLow,
    double HoursHigh,
    double Logged
);

/// <summary>How alike both groups are in an entry of the record.</summary>
/// <param name="Name">Name in the catalogue, or of <see cref="EffectSheets"/>; with "?" where it says whether it is missing.</param>
/// <param name="IsForemost">Whether it must be alike.</param>
/// <param name="Before">Difference before, in standard deviations.</param>
/// <param name="After">After matching.</param>
public sealed record EffectBalance(string Name, bool IsForemost, double Before, double After);

/// <summary>How the comparison was made.</summary>
/// <param name="Enrollments">Enrollments of students who got it that could be compared.</param>
/// <param name="Unmatched">Enrollments of theirs without a comparable one; null where fewer than may be shown.</param>
/// <param name="Pool">Enrollments that comparable ones were sought among.</param>
/// <param name="AlsoOther">Students with such a course during which they had another kind too; null where fewer than may be shown.</param>
/// <param name="Balance">How alike both groups are.</param>
public sealed record EffectMatch(
    int Enrollments,
    int? Unmatched,
    int Pool,
    int? AlsoOther,
    IReadOnlyList<EffectBalance> Balance
);

/// <summary>How strong something unrecorded would have to be.</summary>
/// <param name="Value">E-value of the difference.</param>
/// <param name="AtLimit">E-value of the interval's end next to 0.</param>
/// <param name="Strongest">The recorded entry that could make up most; null where none could be told.</param>
/// <param name="StrongestBound">The ratio of risks that something as strong could make up.</param>
/// <param name="IsFragile">Whether something as strong as that entry would be enough.</param>
public sealed record EffectSensitivity(
    double Value,
    double AtLimit,
    string? Strongest,
    double StrongestBound,
    bool IsFragile
);

/// <summary>Hours given for one more pass.</summary>
/// <param name="Hours">Hours; null where it cannot be told.</param>
/// <param name="Low">Fewest that the interval allows.</param>
/// <param name="High">Most that the interval allows.</param>
public sealed record HoursPerPass(double Hours, double Low, double High);

/// <summary>Those who got more or less of it; descriptive only.</summary>
/// <param name="From">Hours from.</param>
/// <param name="To">Hours to.</param>
/// <param name="Students">Students; null where hidden.</param>
/// <param name="Passed">Share of their enrollments that were passed; null where hidden.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
public sealed record DoseGroup(double From, double To, int? Students, double? Passed, double? Low, double? High);

/// <summary>All that can be said of a kind of support.</summary>
/// <param name="KindId">The kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="PlannedHours">Hours a student that the kind says.</param>
/// <param name="Students">Students who got it, to the nearest 5; null where hidden.</param>
/// <param name="NotTakenUp">Cases that ended without being taken up, to the nearest 5; null where hidden.</param>
/// <param name="Flagged">Students to whom two accepted rules or more applied, before it began where they got it; null where hidden.</param>
/// <param name="Reached">Those of them who got it; null where hidden.</param>
/// <param name="ByRules">Students by the number of accepted rules that applied when it began.</param>
/// <param name="ByWeek">Students by the week of the term in which it began.</param>
/// <param name="Dose">How much they got; null where too few.</param>
/// <param name="Verdict">What can be said.</param>
/// <param name="MoreNeeded">About how many more students it would take; null where that is not what is missing.</param>
/// <param name="Match">How the comparison was made; null where none was.</param>
/// <param name="Pass">Difference in the share passed; null where none may be said.</param>
/// <param name="Score">Difference in the final score; null where none may be said.</param>
/// <param name="WithoutLater">Difference in the share passed against those who got no support later either.</param>
/// <param name="HolmP">Probability corrected for the number of kinds.</param>
/// <param name="Sensitivity">What something hidden could do.</param>
/// <param name="PerPass">Hours for one more pass; null where it cannot be told.</param>
/// <param name="ByDose">Those who got more or less of it.</param>
public sealed record KindEffect(
    int KindId,
    string Name,
    double PlannedHours,
    int? Students,
    int? NotTakenUp,
    int? Flagged,
    int? Reached,
    IReadOnlyList<EffectCount> ByRules,
    IReadOnlyList<EffectCount> ByWeek,
    EffectDose? Dose,
    EffectVerdict Verdict,
    int? MoreNeeded,
    EffectMatch? Match,
    EffectEstimate? Pass,
    EffectEstimate? Score,
    EffectEstimate? WithoutLater,
    double? HolmP,
    EffectSensitivity? Sensitivity,
    HoursPerPass? PerPass,
    IReadOnlyList<DoseGroup> ByDose
)
{
    /// <summary>A kind of which nothing is told but that it is in the catalogue.</summary>
    /// <param name="kindId">Its key.</param>
    /// <param name="name">Its name.</param>
    /// <param name="plannedHours">Hours planned for a student.</param>
    public static KindEffect Hidden(int kindId, string name, double plannedHours) =>
        new(
            kindId,
            name,
            plannedHours,
            Students: null,
            NotTakenUp: null,
            Flagged: null,
            Reached: null,
            ByRules: [],
            ByWeek: [],
            Dose: null,
            EffectVerdict.Hidden,
            MoreNeeded: null,
            Match: null,
            Pass: null,
            Score: null,
            WithoutLater: null,
            HolmP: null,
            Sensitivity: null,
            PerPass: null,
            ByDose: []
        );
}

/// <summary>Why nothing can be said of the cut.</summary>
public enum CutAbsence
{
    /// <summary>Something can be said.</summary>
    None,

    /// <summary>No finished term has states that a model's cut decided.</summary>
    NoCut,

    /// <summary>Too few students stand near it.</summary>
    TooFew,

    /// <summary>States were decided by more than one cut, as where cuts go by group.</summary>
    Mixed,
}

/// <summary>A recorded entry on both sides of the cut.</summary>
/// <param name="Name">Name in the catalogue.</param>
/// <param name="Jump">Its jump, in standard deviations.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="HolmP">Probability corrected for the number of entries.</param>
public sealed record CutCovariate(string Name, double Jump, double Low, double High, double HolmP);

/// <summary>What happened just above and just below the cut.</summary>
/// <param name="Absence">Why nothing is said.</param>
/// <param name="Week">Week of the flags.</param>
/// <param name="Cuts">Cuts of a school and term.</param>
/// <param name="Students">Students with a score and outcomes, to the nearest 5; null where hidden.</param>
/// <param name="Pass">Jump of the share of courses passed.</param>
/// <param name="Score">Jump of the mean final score.</param>
/// <param name="Supported">Jump of the share who got support afterwards.</param>
/// <param name="OfSupport">Effect of getting support for those whom the flag brought it; null where the flag brought little.</param>
/// <param name="WithoutSupported">Jump of the share passed without those who got support afterwards.</param>
/// <param name="Density">Whether students crowd on one side.</param>
/// <param name="Covariates">Recorded entries on both sides.</param>
/// <param name="Bins">Means near the cut.</param>
public sealed record CutEffect(
    CutAbsence Absence,
    int Week,
    int Cuts,
    int? Students,
    DiscontinuityEstimate? Pass,
    DiscontinuityEstimate? Score,
    DiscontinuityEstimate? Supported,
    DiscontinuityEstimate? OfSupport,
    DiscontinuityEstimate? WithoutSupported,
    DensityJumpTest? Density,
    IReadOnlyList<CutCovariate> Covariates,
    IReadOnlyList<DiscontinuityBin> Bins
)
{
    /// <summary>Nothing can be said.</summary>
    /// <param name="absence">Why.</param>
    public static CutEffect Nothing(CutAbsence absence) =>
        new(absence, 0, 0, null, null, null, null, null, null, null, [], []);
}
