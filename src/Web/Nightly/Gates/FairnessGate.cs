using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Tables;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>
/// False alarms and misses at the term's cut, each group against the rest: refused where the interval of a difference,
/// adjusted for the number of comparisons (Holm 1979), lies beyond 0.10. Groups that are small in the later cohort are
/// pooled with up to two terms before it, each foretold by a model that had not seen it.
/// </summary>
internal static class FairnessGate
{
    /// <summary>The difference of rates that is let through.</summary>
    public const double Limit = 0.1;

    private const int MostTerms = 3;
    private const double Alpha = 0.05;

    /// <summary>Fewest people with, and without, the outcome in a group for it to be judged at all.</summary>
    private const int Fewest = 10;

    /// <summary>People in a group under which earlier terms are added.</summary>
    private const int Small = 200;

    /// <summary>Judges a candidate for course failure; for grades nobody is flagged.</summary>
    public static GateResult Judge(Trial trial, ProtectedGroups groups)
    {
        if (trial.Test.Task == TaskKind.Regression)
        {
            return new GateResult(
                GateResult.Fairness,
                GateOutcome.Passed,
                "Nobody is flagged by a foretold grade; the risk of failing is judged.",
                []
            );
        }

        if (groups.ByAttribute.Count == 0)
        {
            return new GateResult(
                GateResult.Fairness,
                GateOutcome.CannotTell,
                "No attribute is classed as protected, so nobody can tell whether a group bears more false alarms or misses.",
                []
            );
        }

        var latest = FlaggedPeople.Of(trial.Test, trial.Margins, trial.Shown);
        var earlier = Earlier(trial);
        var (comparisons, unjudged) = Compare(groups, latest, earlier);
        return Decide(comparisons, unjudged);
    }

    private static List<FlaggedPerson> Earlier(Trial trial)
    {
        if (trial.Earlier.Rows.Rows.Count == 0)
        {
            return [];
        }

        var shown = Array.ConvertAll(trial.Earlier.Margins, trial.Model.Shown);
        var people = FlaggedPeople.Of(trial.Earlier.Rows, trial.Earlier.Margins, shown);
        var terms = people.Select(p => p.Term).Distinct().OrderDescending().Take(MostTerms - 1).ToHashSet();
        return [.. people.Where(p => terms.Contains(p.Term))];
    }

    private static (List<Comparison> Comparisons, int Unjudged) Compare(
        ProtectedGroups groups,
        List<FlaggedPerson> latest,
        List<FlaggedPerson> earlier
    )
    {
        var comparisons = new List<Comparison>();
        var unjudged = 0;
        foreach (var (attribute, groupOf) in groups.ByAttribute)
        {
            var names = latest
                .Select(p => groupOf.GetValueOrDefault(p.StudentId))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToList();

            // Of two groups each is the other's rest: one comparison says it all.
            foreach (var name in names.Count == 2 ? names.Skip(1) : names)
            {
                var size = latest.Count(p => groupOf.GetValueOrDefault(p.StudentId) == name);
                IEnumerable<FlaggedPerson> people = size < Small ? latest.Concat(earlier) : latest;
                var known = people
                    .Where(p => groupOf.ContainsKey(p.StudentId))
                    .ToLookup(p => groupOf[p.StudentId] == name);
                foreach (var isMiss in (bool[])[false, true])
                {
                    var comparison = Comparison.Of(attribute, name, isMiss, known[true], known[false]);
                    if (Math.Min(comparison.Inside.N, comparison.Outside.N) < Fewest)
                    {
                        unjudged++;
                    }
                    else
                    {
                        comparisons.Add(comparison);
                    }
                }
            }
        }

        return (comparisons, unjudged);
    }

    // Holm's steps: the surest is held against alpha / m, the next against alpha / (m - 1), until one does not hold.
    private static GateResult Decide(List<Comparison> comparisons, int unjudged)
    {
        var figures = new List<GateFigure>();
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        var stopped = false;
        foreach (
            var (comparison, rank) in comparisons.OrderByDescending(c => c.Distance(Limit)).Select((c, i) => (c, i))
        )
        {
            var z = Normal.InvCDF(0, 1, 1 - (Alpha / (comparisons.Count - rank) / 2));
            var (low, high) = comparison.Interval(z);
            var isBeyond = !stopped && (low > Limit || high < -Limit);
            stopped |= !isBeyond;
            var outcome =
                isBeyond ? GateOutcome.Refused
                : low >= -Limit && high <= Limit ? GateOutcome.Passed
                : GateOutcome.CannotTell;
            if (isBeyond)
            {
                refused.Add(comparison.Attribute);
            }

            figures.Add(
                new GateFigure(
                    comparison.Name,
                    comparison.Difference,
                    low,
                    high,
                    Limit,
                    (int)comparison.Inside.N,
                    outcome
                )
            );
        }

        var worst = figures.Count == 0 ? GateOutcome.CannotTell : figures.Max(f => f.Outcome);
        return new GateResult(GateResult.Fairness, worst, Sentence(worst, refused, unjudged), figures);
    }

    private static string Sentence(GateOutcome outcome, IEnumerable<string> refused, int unjudged)
    {
        var small = unjudged == 0 ? "" : $" {unjudged} comparisons rest on too few people to be judged.";
        return outcome switch
        {
            GateOutcome.Refused => FairnessSentence.Refused(refused) + small,
            GateOutcome.CannotTell =>
                "The numbers are too small to rule out that a group bears a tenth more of its false "
                    + $"alarms or misses than others.{small}",
            _ => $"No group bears a tenth more of its false alarms or misses than others.{small}",
        };
    }

    /// <summary>People of a group, and how many of them had the mistake.</summary>
    private readonly record struct Share(double Mistakes, double N)
    {
        public double Rate => N == 0 ? 0 : Mistakes / N;

        public MetricValue With(double z)
        {
            var (low, high) = WilsonInterval.Of(Mistakes, N, z);
            return new MetricValue(Rate, low, high);
        }
    }

    /// <summary>A rate of a group beside that of the rest.</summary>
    private sealed record Comparison(string Attribute, string Name, Share Inside, Share Outside)
    {
        public double Difference => Inside.Rate - Outside.Rate;

        public static Comparison Of(
            string attribute,
            string group,
            bool isMiss,
            IEnumerable<FlaggedPerson> inside,
            IEnumerable<FlaggedPerson> outside
        ) =>
            new(
                attribute,
                $"{attribute}: {group}, {(isMiss ? "misses" : "false alarms")}",
                Count(inside, isMiss),
                Count(outside, isMiss)
            );

        /// <summary>Newcombe's interval of the difference, at a quantile of the normal distribution.</summary>
        public (double Low, double High) Interval(double z)
        {
            var difference = NewcombeInterval.Of(Inside.With(z), Outside.With(z));
            return (difference.Low, difference.High);
        }

        /// <summary>How surely the difference lies beyond a limit: the quantile at which its interval touches it.</summary>
        public double Distance(double limit)
        {
            if (Math.Abs(Difference) <= limit)
            {
                return Math.Abs(Difference) - limit;
            }

            var (near, far) = (0.0, 20.0);
            for (var i = 0; i < 50; i++)
            {
                var z = (near + far) / 2;
                var (low, high) = Interval(z);
                (near, far) = low > limit || high < -limit ? (z, far) : (near, z);
            }

            return near;
        }

        // False alarms among those without the outcome, misses among those with it.
        private static Share Count(IEnumerable<FlaggedPerson> people, bool isMiss)
        {
            var (mistakes, n) = (0, 0);
            foreach (var person in people.Where(p => p.Outcome == isMiss))
            {
                n++;
                mistakes += person.Flagged != isMiss ? 1 : 0;
            }

            return new Share(mistakes, n);
        }
    }
}
