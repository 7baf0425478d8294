using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Cuts by group of a protected attribute, where a recorded decision of an administrator is in force; without one there are
/// none. A group's cut differs from the common one by a step on the margin, learned on the later cohort that the model was
/// judged on. The places of a school stay as many as they are, and scores do not change: only the order in which places are
/// given does.
/// </summary>
internal sealed class GroupCuts
{
    /// <summary>Fewest people that a group's rate must rest on for its cut to be moved.</summary>
    public const int Fewest = 20;

    private readonly Dictionary<long, Decided> _bySchool = [];

    /// <summary>What pages say beside states; null where nothing is to be said.</summary>
    public string? Notice { get; private set; }

    /// <summary>The rule of a decision; null where it is none that this version knows.</summary>
    public static GroupRule? RuleOf(string rule) =>
        rule switch
        {
            MitigationKeys.EqualFalseAlarms => GroupRule.FalseAlarms,
            MitigationKeys.EqualMisses => GroupRule.Misses,
            MitigationKeys.EqualSelection => GroupRule.Selection,
            _ => null,
        };

    /// <summary>By how much the cut of a student's group at a school lies above the common one, on the margin.</summary>
    public double Of(long studentId, long schoolId) =>
        _bySchool.TryGetValue(schoolId, out var decided)
        && decided.GroupOf.TryGetValue(studentId, out var group)
        && decided.Steps.TryGetValue(group, out var step)
            ? step
            : 0;

    /// <summary>Steps of groups above the common cut under which a rate is equal as nearly as whole people allow.</summary>
    /// <param name="fromCut">How far each person stands from the cut of the school; from 0 on flagged.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="groups">Groups; of whom it is not known the empty one, which keeps the common cut.</param>
    /// <param name="places">How many are flagged.</param>
    /// <param name="rule">What is made equal.</param>
    public static IReadOnlyDictionary<string, double> Steps(
        double[] fromCut,
        double[] outcomes,
        IReadOnlyList<string> groups,
        int places,
        GroupRule rule
    )
    {
        int[] known = [.. Enumerable.Range(0, fromCut.Length).Where(i => groups[i].Length > 0)];
        var found = GroupThresholds.Find(
            new GroupScores(
                Array.ConvertAll(known, i => fromCut[i]),
                Array.ConvertAll(known, i => outcomes[i]),
                Array.ConvertAll(known, i => groups[i])
            ),
            Math.Min(places, known.Length),
            rule,
            Fewest
        );
        return found.Cuts.ToDictionary(c => c.Key, c => c.Value - found.Common, StringComparer.Ordinal);
    }

    /// <summary>Cuts that are given, for tests and comparisons.</summary>
    public static GroupCuts Given(
        IEnumerable<long> schools,
        IReadOnlyDictionary<long, string> groupOf,
        IReadOnlyDictionary<string, double> steps
    )
    {
        var cuts = new GroupCuts();
        foreach (var school in schools)
        {
            cuts._bySchool[school] = new Decided(groupOf, steps);
        }

        return cuts;
    }

    /// <summary>Reads the decisions in force and learns their cuts; null where there is none, or rules decide.</summary>
    public static async Task<GroupCuts?> ReadAsync(
        IDbContextFactory<EarlyWarningDb> factory,
        Serving serving,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var decisions = await db
            .GroupCutDecisions.AsNoTracking()
            .Where(d => d.WithdrawnAt == null)
            .OrderBy(d => d.Id)
            .ToListAsync(cancel);
        if (decisions.Count == 0 || serving.Failure is not { } model)
        {
            return null;
        }

        var cuts = new GroupCuts();
        var groups = await ProtectedGroups.ReadAsync(db, asOf, null, cancel);
        foreach (var decision in decisions)
        {
            cuts.Notice = string.Join(
                ' ',
                (
                    (string?[])[cuts.Notice, await cuts.TakeAsync(db, decision, model.Version, groups, cancel)]
                ).OfType<string>()
            );
        }

        return cuts;
    }

    private async Task<string> TakeAsync(
        EarlyWarningDb db,
        GroupCutDecision decision,
        ModelVersion version,
        ProtectedGroups groups,
        CancellationToken cancel
    )
    {
        var by =
            await db
                .Users.Where(u => u.Id == decision.DecidedById)
                .Select(u => u.DisplayName)
                .SingleOrDefaultAsync(cancel)
            ?? "an administrator";
        var label = await db
            .AttributeDefinitions.Where(a => a.Id == decision.AttributeId && a.Use == AttributeUse.Protected)
            .Select(a => a.Label)
            .SingleOrDefaultAsync(cancel);
        var path = await db.Orgs.Where(o => o.Id == decision.OrgId).Select(o => o.Path).SingleAsync(cancel);
        var schools = await db.Orgs.Where(o => o.Path.StartsWith(path)).Select(o => o.Id).ToListAsync(cancel);
        if (
            label is null
            || version.JudgedRows is not { } kept
            || RuleOf(decision.Rule) is not { } rule
            || !groups.ByAttribute.TryGetValue(label, out var groupOf)
        )
        {
            return $"Cuts by group of {decision.Attribute}, decided by {by} on {decision.DecidedAt:yyyy-MM-dd}, are not applied: "
                + "the attribute is not classed as protected any more, or the rows that the model was judged on are not kept.";
        }

        var steps = Learn(JudgedRows.Unpack(kept), schools.ToHashSet(), groupOf, rule);
        foreach (var school in schools)
        {
            _bySchool[school] = new Decided(groupOf, steps);
        }

        return $"Who needs support is decided by a cut for each group of {label}: decided by {by} on {decision.DecidedAt:yyyy-MM-dd}. "
            + "Scores and the number of places are the same as without.";
    }

    /// <summary>Steps as the later cohort of a model teaches them, at the week of the gates.</summary>
    public static IReadOnlyDictionary<string, double> Learn(
        JudgedRows judged,
        IReadOnlySet<long> schools,
        IReadOnlyDictionary<long, string> groupOf,
        GroupRule rule
    )
    {
        var later = judged.Rows.Where(r => r.Term == judged.Terms.Count - 1 && schools.Contains(r.OrgId)).ToList();
        if (later.Count == 0)
        {
            return new Dictionary<string, double>(StringComparer.Ordinal);
        }

        var week = SnapshotPass
            .Horizons.Where(h => later.Exists(r => r.Week == h))
            .MinBy(h => Math.Abs(h - FlaggedPeople.Week));
        var (fromCut, outcomes, groups, places) = (new List<double>(), new List<double>(), new List<string>(), 0);
        foreach (var school in later.Where(r => r.Week == week).GroupBy(r => r.OrgId))
        {
            var people = school
                .GroupBy(r => r.StudentId)
                .Select(s => (Id: s.Key, Top: s.Max(r => r.Margin), Outcome: s.Any(r => r.Outcome)))
                .OrderByDescending(s => s.Top)
                .ThenBy(s => s.Id)
                .ToList();
            var flagged = Math.Max(1, (int)Math.Ceiling(people.Count * Tournament.TopFraction));
            places += people.Take(flagged).Count(s => groupOf.ContainsKey(s.Id));
            fromCut.AddRange(people.Select(s => s.Top - people[flagged - 1].Top));
            outcomes.AddRange(people.Select(s => s.Outcome ? 1.0 : 0));
            groups.AddRange(people.Select(s => groupOf.GetValueOrDefault(s.Id) ?? ""));
        }

        return Steps([.. fromCut], [.. outcomes], groups, places, rule);
    }

    private sealed record Decided(IReadOnlyDictionary<long, string> GroupOf, IReadOnlyDictionary<string, double> Steps);
}
