using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>A version with what it was judged on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="TrainedAt">When it was trained, UTC.</param>
/// <param name="Rows">What it was judged on.</param>
internal sealed record JudgedVersion(string Id, string Trainer, DateTime TrainedAt, JudgedRows Rows);

/// <summary>The people of a term at one week, as one model (or the rules) flags them.</summary>
/// <param name="Model">Id of the version, or "rules".</param>
/// <param name="Title">Title of the term.</param>
/// <param name="Start">Its first day.</param>
/// <param name="IsLater">Whether it is the later cohort of that version.</param>
/// <param name="Week">The week.</param>
/// <param name="Schools">People by school.</param>
internal sealed record FairnessCohort(
    string Model,
    string Title,
    DateOnly Start,
    bool IsLater,
    int Week,
    IReadOnlyDictionary<long, List<CohortPerson>> Schools
)
{
    /// <summary>Whether these are other students of the very term that the version learned from: there was no later one yet.</summary>
    public bool IsByStudent { get; init; }

    /// <summary>Whether rules flag, which know one cut and show no frequency.</summary>
    public bool IsByRules => Model == FairnessKeys.Rules;

    /// <summary>Shares of the cuts.</summary>
    public IReadOnlyList<double> Shares => IsByRules ? [0] : CohortPeople.Grid;

    /// <summary>Cohorts of every term and week of a version.</summary>
    public static IEnumerable<FairnessCohort> Of(JudgedVersion version) =>
        Of(version.Rows, version.Id, CohortPeople.ByMargin);

    /// <summary>The same people as the rules flag them.</summary>
    public static IEnumerable<FairnessCohort> OfRules(JudgedVersion version) =>
        Of(version.Rows, FairnessKeys.Rules, CohortPeople.ByRules);

    private static IEnumerable<FairnessCohort> Of(
        JudgedRows judged,
        string model,
        Func<IEnumerable<JudgedRow>, Dictionary<long, List<CohortPerson>>> people
    ) =>
        judged
            .Rows.GroupBy(r => (r.Term, r.Week))
            .OrderBy(g => g.Key)
            .Select(g => new FairnessCohort(
                model,
                judged.Terms[g.Key.Term].Title,
                judged.Terms[g.Key.Term].Start,
                g.Key.Term == judged.Terms.Count - 1,
                g.Key.Week,
                people(g)
            )
            {
                IsByStudent = judged.IsByStudent,
            });
}
