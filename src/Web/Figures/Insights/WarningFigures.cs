using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// When the warning comes: from what the model in service was judged on, so that no figure comes from a model that knew the
/// outcome.
/// </summary>
internal sealed class WarningFigures : IFigures
{
    private const int DaysOfWeek = 7;

    /// <inheritdoc />
    public string Topic => WarningSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of when the warning comes";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        if (input.Serving.Failure?.Version is not { JudgedRows: { } packed } version)
        {
            return new MadeFigures([]);
        }

        var judged = JudgedRows.Unpack(packed);
        var classes = input.School.Pass.School.Classes;
        var terms = new List<(int Index, Dictionary<long, List<WarnedPerson>> BySchool)>();
        foreach (var term in judged.Rows.GroupBy(r => r.Term).OrderByDescending(t => t.Key))
        {
            cancel.ThrowIfCancellationRequested();
            var people = WarningWeeks.People(term, WeeksOf);
            terms.Add((term.Key, people.GroupBy(p => p.SchoolId).ToDictionary(s => s.Key, s => s.ToList())));
        }

        var figures = terms.ConvertAll(t => Terms(input.Orgs, judged, t.Index, t.BySchool, cancel));
        var isSample = await input.IsSampleAsync(cancel);
        return new MadeFigures([
            .. input.Orgs.All.Select(org => new MadeSheet(
                org.Id,
                WarningSheets.Key,
                new WarningSheet(version.Trainer, isSample, [.. figures.Select(t => t[org.Id])])
            )),
        ]);

        double WeeksOf(long id) =>
            classes.TryGetValue(id, out var @class) ? (double)(@class.End - @class.Start) / DaysOfWeek : 0;
    }

    /// <summary>A term in every organisation, with what is too small, or could be worked out, left out.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="judged">Titles of terms.</param>
    /// <param name="index">Which term.</param>
    /// <param name="bySchool">Its people.</param>
    /// <param name="cancel">Cancels.</param>
    internal static Dictionary<long, WarningTerm> Terms(
        FigureOrgs orgs,
        JudgedRows judged,
        int index,
        IReadOnlyDictionary<long, List<WarnedPerson>> bySchool,
        CancellationToken cancel
    )
    {
        int[] weeks = [.. bySchool.Values.SelectMany(s => s).SelectMany(p => p.Weeks).Distinct().Order()];
        var (title, start) = judged.Terms[index];
        var model = weeks.ToDictionary(w => w, w => Hidden(orgs, bySchool, p => p.ByModel.Contains(w)));
        var rules = weeks.ToDictionary(w => w, w => Hidden(orgs, bySchool, p => p.ByRules.Contains(w)));
        var small = Hidden(orgs, bySchool, _ => true, c => Math.Min(c.Positives, c.Negatives) >= WarningSheets.Least);
        var made = new Dictionary<long, WarningTerm>();
        foreach (var org in orgs.All)
        {
            cancel.ThrowIfCancellationRequested();
            if (small.Contains(org.Id))
            {
                made[org.Id] = new WarningTerm(title, start, index == judged.Terms.Count - 1, null, null, null, null);
                continue;
            }

            var people = orgs.SchoolsOf(org).SelectMany(s => bySchool.GetValueOrDefault(s) ?? []).ToList();
            made[org.Id] = new WarningTerm(
                title,
                start,
                index == judged.Terms.Count - 1,
                DriverImportance.Rounded(people.Count),
                DriverImportance.Rounded(people.Count(p => p.Needed)),
                WarningWeeks.Side(people, p => p.ByModel, w => !model[w].Contains(org.Id)),
                WarningWeeks.Side(people, p => p.ByRules, w => !rules[w].Contains(org.Id))
            );
        }

        return made;
    }

    private static IReadOnlySet<long> Hidden(
        FigureOrgs orgs,
        IReadOnlyDictionary<long, List<WarnedPerson>> bySchool,
        Func<WarnedPerson, bool> isFlagged,
        Predicate<FrameCounts>? mayBeShown = null
    )
    {
        var counts = bySchool.ToDictionary(
            s => s.Key,
            s => new FrameCounts(s.Value.Count, s.Value.Count(p => p.Needed), s.Value.Count(isFlagged))
        );
        return OrgSums.Hide(
            orgs,
            schools => schools.Aggregate(default(FrameCounts), (sum, s) => sum + counts.GetValueOrDefault(s)),
            mayBeShown ?? (c => c.MayBeShown(WarningSheets.Least))
        );
    }
}
