using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>What can be said of every kind of support in some schools and a term.</summary>
/// <param name="record">Snapshots.</param>
/// <param name="history">Cases.</param>
/// <param name="units">Who got what, and whom they may be compared with.</param>
internal sealed class KindEffects(FinishedRecord record, SupportHistory history, SupportedUnits units)
{
    /// <summary>Columns that must be alike.</summary>
    private const int Foremost = 6;

    /// <summary>Every kind that somebody got, those with most students first.</summary>
    public IReadOnlyList<KindEffect> All(CancellationToken cancel)
    {
        var flagged = units.Flagged;
        var kinds = history
            .Kinds.Values.Select(k => (Kind: k, Units: units.Of(k.Id)))
            .Where(k => k.Units.Count > 0)
            .Select(k => (k.Kind, k.Units, Compared: Compare(k.Units, cancel)))
            .ToList();
        var holm = MultipleTests.Holm([.. kinds.Select(k => k.Compared.Pass?.P ?? double.NaN)]);
        return
        [
            .. kinds
                .Select((k, i) => Of(k.Kind, k.Units, k.Compared, holm[i], flagged))
                .OrderByDescending(k => k.Students ?? 0)
                .ThenBy(k => k.KindId),
        ];
    }

    private KindEffect Of(
        Domain.Support.SupportKind kind,
        IReadOnlyList<SupportedUnit> own,
        Comparison compared,
        double holm,
        IReadOnlySet<long> flagged
    )
    {
        var given = own.Select(u => u.Case).DistinctBy(c => c.CaseId).ToList();
        var people = given.Select(c => c.StudentId).Distinct().Count();
        var isShown = people >= EffectSheets.LeastShown;
        var verdict = compared.Verdict ?? Judge(compared.Pass!, holm);
        var dose = DoseFigures.Of(given, kind);
        var helped = given.Select(c => c.StudentId).ToHashSet();
        return new KindEffect(
            kind.Id,
            kind.Name,
            kind.Hours,
            isShown ? people : null,
            SmallCounts.Shown(units.NotTakenUp(kind.Id)),
            SmallCounts.Shown(flagged.Count),
            isShown ? SmallCounts.Part(flagged.Count(helped.Contains), flagged.Count) : null,
            isShown ? ByRules(own) : [],
            isShown ? ByWeek(own) : [],
            isShown ? dose : null,
            verdict,
            compared.MoreNeeded,
            compared.Match,
            compared.Verdict is null ? compared.Pass : null,
            compared.Verdict is null ? compared.Score : null,
            compared.Verdict is null ? compared.WithoutLater : null,
            double.IsNaN(holm) ? null : holm,
            compared.Verdict is null ? compared.Sensitivity : null,
            compared.Verdict is null ? PerPass(compared.Pass!, dose) : null,
            isShown ? DoseFigures.Groups(own, kind, record) : []
        );
    }

    private static EffectVerdict Judge(EffectEstimate pass, double holm) =>
        holm < 0.05
            ? pass.Difference > 0
                ? EffectVerdict.More
                : EffectVerdict.Fewer
            : pass.Low > 0 || pass.High < 0
                ? EffectVerdict.Unclear
                : EffectVerdict.NoDifference;

    // A verdict is set where no estimate may be said.
    private sealed record Comparison(
        EffectVerdict? Verdict,
        int? MoreNeeded = null,
        EffectMatch? Match = null,
        EffectEstimate? Pass = null,
        EffectEstimate? Score = null,
        EffectEstimate? WithoutLater = null,
        EffectSensitivity? Sensitivity = null
    );

    private Comparison Compare(IReadOnlyList<SupportedUnit> own, CancellationToken cancel)
    {
        var people = own.Select(u => u.Case.StudentId).Distinct().Count();
        if (people < EffectSheets.LeastStudents)
        {
            return new Comparison(EffectVerdict.TooFew, EffectSheets.LeastStudents - people);
        }

        var (rows, treated) = units.Compared(own);
        if (treated == 0 || rows.Length - treated < EffectSheets.LeastStudents)
        {
            return new Comparison(EffectVerdict.NothingToCompare);
        }

        var cohort = units.CohortOf(rows, treated, Foremost);
        var groups = CaliperMatching.Match(cohort, cancel);
        var match = MatchOf(own, groups, treated, rows.Length - treated);
        double[] passed = Array.ConvertAll(rows, record.Passed);
        var pass = MatchedEffect.Estimate(cohort, groups, passed);
        if (pass is null || pass.Persons < EffectSheets.LeastStudents)
        {
            return new Comparison(
                treated * 2 < own.Count || pass is null ? EffectVerdict.NothingToCompare : EffectVerdict.TooFew,
                pass is null ? null : EffectSheets.LeastStudents - pass.Persons,
                match
            );
        }

        if (!groups.IsBalanced)
        {
            return new Comparison(EffectVerdict.NotBalanced, null, match);
        }

        var width = pass.High - pass.Low;
        if (width > EffectSheets.WidestInterval)
        {
            var needed = pass.Persons * (Math.Pow(width / EffectSheets.WidestInterval, 2) - 1);
            return new Comparison(EffectVerdict.TooWide, (int)Math.Ceiling(needed), match);
        }

        return new Comparison(
            null,
            null,
            match,
            pass,
            // Who left has no final score.
            Estimate(cohort, groups, rows, i => !double.IsNaN(record.Score(i)), record.Score),
            Estimate(cohort, groups, rows, units.IsWithoutLater, record.Passed),
            SensitivityOf(cohort, passed, pass)
        );
    }

    // Matched anew among a part of those who might be compared; the treated of it are all that fit.
    private static EffectEstimate? Estimate(
        Cohort cohort,
        MatchedGroups whole,
        int[] rows,
        Predicate<int> takes,
        Converter<int, double> outcome
    )
    {
        int[] some = [.. Enumerable.Range(0, rows.Length).Where(p => cohort.Treated[p] || takes(rows[p]))];
        some = [.. some.Where(p => !double.IsNaN(outcome(rows[p])))];
        if (some.Count(p => !cohort.Treated[p]) < EffectSheets.LeastStudents)
        {
            return null;
        }

        var part = cohort.Select(some);
        var groups = CaliperMatching.MatchOn(part, Array.ConvertAll(some, p => whole.Logits[p]));
        return
            groups.IsBalanced
            && MatchedEffect.Estimate(part, groups, Array.ConvertAll(some, p => outcome(rows[p]))) is { } estimate
            && estimate.Persons >= EffectSheets.LeastStudents
            ? estimate
            : null;
    }

    private EffectMatch MatchOf(IReadOnlyList<SupportedUnit> own, MatchedGroups groups, int treated, int pool)
    {
        var others = own.Select(u => u.Case)
            .DistinctBy(c => c.CaseId)
            .Count(c => history.Cases.Any(o => IsBeside(o, c)));
        return new EffectMatch(
            groups.Matched,
            groups.Unmatched + (own.Count - treated),
            pool,
            others,
            [.. groups.Balance.Select(b => new EffectBalance(b.Name, b.IsForemost, b.Before, b.After))]
        );
    }

    private static bool IsBeside(GivenSupport other, GivenSupport one) =>
        other.IsGiven
        && other.StudentId == one.StudentId
        && other.KindId != one.KindId
        && Math.Abs(other.Start - one.Start) < 7 * 18;

    private static EffectSensitivity SensitivityOf(Cohort cohort, double[] passed, EffectEstimate pass)
    {
        // Of not passing, the rarer of both, which ratios of risks are said of.
        double[] failed = Array.ConvertAll(passed, p => 1 - p);
        var share = 1 - pass.Mean;
        var value = HiddenConfounding.Of(share, -pass.Difference, -pass.High, -pass.Low);
        var strongest = HiddenConfounding.Strongest(cohort, failed);
        var limit =
            pass.Low > 0 ? pass.Low
            : pass.High < 0 ? pass.High
            : 0;
        var needed = HiddenConfounding.RiskRatio(share, -limit);
        return new EffectSensitivity(
            value.Value,
            value.AtLimit,
            strongest is null ? null : cohort.Table.Names[strongest.Column],
            strongest?.Bound ?? 1,
            strongest is not null && limit != 0 && strongest.Bound >= needed
        );
    }

    private static HoursPerPass? PerPass(EffectEstimate pass, EffectDose dose)
    {
        if (pass.Low <= 0)
        {
            return null;
        }

        // Support is given to a student, courses are passed one by one.
        var courses = pass.Units / (double)pass.Persons;
        return new HoursPerPass(
            dose.Hours / (pass.Difference * courses),
            dose.Hours / (pass.High * courses),
            dose.Hours / (pass.Low * courses)
        );
    }

    private IReadOnlyList<EffectCount> ByRules(IReadOnlyList<SupportedUnit> own)
    {
        var most = own.Where(u => u.Row >= 0)
            .GroupBy(u => u.Case.StudentId)
            .Select(g => g.Max(u => RuleBaseline.Count(record.Rows[u.Row].Rules)))
            .ToList();
        return SmallCounts.Of([(0, 0), (1, 1), (2, null)], most.ConvertAll(m => (double)m));
    }

    private static IReadOnlyList<EffectCount> ByWeek(IReadOnlyList<SupportedUnit> own) =>
        SmallCounts.Of(
            [(1, 4), (5, 8), (9, 12), (13, null)],
            [.. own.GroupBy(u => u.Case.StudentId).Select(g => (double)g.First().Week)]
        );
}
