using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly;

/// <summary>Puts into words and figures what became of every learner.</summary>
internal static class ContenderReports
{
    private static readonly string[] Order =
    [
        ContenderOutcome.Champion,
        ContenderOutcome.Challenger,
        ContenderOutcome.CouldServe,
        ContenderOutcome.TooManyRows,
        ContenderOutcome.NotExplainedExactly,
        ContenderOutcome.DroppedOut,
    ];

    /// <summary>The reports, champion first, dropouts last.</summary>
    /// <param name="compared">How all did on the sample.</param>
    /// <param name="finalists">The finalists, the champion first.</param>
    /// <param name="failures">Why a finalist dropped out, by name of the learner.</param>
    /// <param name="budget">Budgets of rows.</param>
    /// <param name="rows">Rows of the training terms.</param>
    /// <param name="cancel">Cancels the bootstrap.</param>
    public static IReadOnlyList<ContenderReport> Of(
        IReadOnlyList<Compared> compared,
        IReadOnlyList<Contender> finalists,
        Dictionary<string, string> failures,
        TournamentBudget budget,
        int rows,
        CancellationToken cancel
    )
    {
        var champion = compared.FirstOrDefault(c => c.Learner == finalists.FirstOrDefault()?.Learner)?.Contender;
        return
        [
            .. compared
                .Select(c => Of(c, champion, finalists, failures, budget, rows, cancel))
                .OrderBy(r => Array.IndexOf(Order, r.Outcome))
                .ThenBy(r => r.LossToChampion),
        ];
    }

    private static ContenderReport Of(
        Compared compared,
        Contender? champion,
        IReadOnlyList<Contender> finalists,
        Dictionary<string, string> failures,
        TournamentBudget budget,
        int rows,
        CancellationToken cancel
    )
    {
        var learner = compared.Learner;
        var finalist = finalists.FirstOrDefault(f => f.Learner == learner);
        var trainer = finalist?.Trainer ?? learner.Make(null, true);
        var difference = champion is null || compared.Contender is null ? null : LossTo(champion, compared.Contender);
        var (outcome, reason) = Outcome(compared, finalists, failures, budget, rows, difference);
        return new ContenderReport(
            learner.Name,
            trainer.Name,
            trainer.Parameters,
            outcome,
            reason,
            compared.Rows,
            Math.Round(compared.Elapsed.TotalSeconds, 2),
            compared.Contender is null
                ? new Dictionary<string, MetricReport>(StringComparer.Ordinal)
                : Metrics(compared.Contender.Held, cancel),
            difference
        );
    }

    private static (string Outcome, string? Reason) Outcome(
        Compared compared,
        IReadOnlyList<Contender> finalists,
        Dictionary<string, string> failures,
        TournamentBudget budget,
        int rows,
        double? difference
    )
    {
        var name = compared.Learner.Name;
        if (compared.Failure is not null || failures.ContainsKey(name))
        {
            return (ContenderOutcome.DroppedOut, compared.Failure ?? failures[name]);
        }

        if (finalists.Any(f => f.Learner == compared.Learner))
        {
            var isChampion = finalists[0].Learner == compared.Learner;
            return (isChampion ? ContenderOutcome.Champion : ContenderOutcome.Challenger, null);
        }

        var loss = compared.Contender!.Held.Rows.Task == TaskKind.Binary ? "log loss" : "root mean squared error";
        var against = difference is null
            ? ""
            : FormattableString.Invariant(
                $" Its {loss} is {Math.Abs(difference.Value):0.0000} {(difference < 0 ? "below" : "above")} the champion's on the same rows."
            );
        return !compared.Contender.IsExact
                ? (
                    ContenderOutcome.NotExplainedExactly,
                    $"The reasons of its scores are estimates, so it serves only by an administrator's decision.{against}"
                )
            : budget.RowsOf(name) < rows
                ? (
                    ContenderOutcome.TooManyRows,
                    $"It may learn from {budget.RowsOf(name):n0} rows (Retraining:Rows:{name}), and the training terms hold {rows:n0}.{against}"
                )
            : (ContenderOutcome.CouldServe, $"It could serve, but others did better in the comparison.{against}");
    }

    // Samples of smaller budgets lie within those of larger ones, so the smaller one's rows are what both were judged on.
    private static double? LossTo(Contender champion, Contender other)
    {
        var margins = new Dictionary<(long, short), double>();
        for (var i = 0; i < champion.Held.Margins.Length; i++)
        {
            var row = champion.Held.Rows.Rows[i];
            margins[(row.EnrollmentId, row.Week)] = champion.Held.Margins[i];
        }

        var rows = other.Held.Rows.Rows;
        int[] shared = [.. Enumerable.Range(0, rows.Count).Where(i => margins.ContainsKey(Key(i)))];
        if (shared.Length == 0)
        {
            return null;
        }

        var part = other.Held.Rows.Select(shared);
        var own = new HeldOut(part, Array.ConvertAll(shared, i => other.Held.Margins[i]));
        var champions = new HeldOut(part, Array.ConvertAll(shared, i => margins[Key(i)]));
        return own.Loss() - champions.Loss();

        (long, short) Key(int i) => (rows[i].EnrollmentId, rows[i].Week);
    }

    private static IReadOnlyDictionary<string, MetricReport> Metrics(HeldOut held, CancellationToken cancel)
    {
        var all = Enumerable.Range(0, held.Margins.Length).ToArray();
        var isBinary = held.Rows.Task == TaskKind.Binary;
        var predictions = isBinary ? Array.ConvertAll(held.Margins, m => 1 / (1 + Math.Exp(-m))) : held.Margins;
        return new Entry("", "", predictions, held.Margins).Metrics(
            all,
            held.Rows.Data.Y,
            held.Rows.Data.Groups!,
            isBinary,
            cancel
        );
    }
}
