using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Chooses a champion among the learners that may serve: the best of the comparison and its rival (the simplest that is
/// not clearly worse, else the next best) get hyperparameters searched on the sample, and are compared again on all rows.
/// </summary>
/// <param name="budget">Trials and rows.</param>
/// <param name="seed">Seed of the search.</param>
/// <param name="time">Tells when a finalist has taken too long.</param>
/// <param name="progress">Receives a sentence for each finalist.</param>
internal sealed class Finals(TournamentBudget budget, int seed, TimeProvider time, IProgress<string> progress)
{
    private const int SearchFolds = 2;
    private const int Finalists = 2;

    /// <summary>The finalists, the champion first; none where nobody may serve.</summary>
    /// <param name="goal">For progress.</param>
    /// <param name="compared">How all did on the sample.</param>
    /// <param name="train">All rows of the training terms.</param>
    /// <param name="sample">The rows the search may see.</param>
    /// <param name="failures">Receives why a finalist dropped out, by name of the learner.</param>
    /// <param name="cancel">Cancels.</param>
    public IReadOnlyList<Contender> Run(
        string goal,
        IReadOnlyList<Compared> compared,
        Dataset train,
        Dataset sample,
        Dictionary<string, string> failures,
        CancellationToken cancel
    )
    {
        var finalists = new List<Contender>();
        foreach (var candidate in InOrder(compared, train.Rows.Count))
        {
            progress.Report($"{goal}: {candidate.Learner.Name} on all {train.Rows.Count:n0} rows");
            try
            {
                finalists.Add(
                    Bounded.Run(
                        candidate.Learner.Name,
                        token => Again(candidate, train, sample, token),
                        budget.LongestFit,
                        time,
                        cancel
                    )
                );
            }
            catch (TrainingException e)
            {
                failures[candidate.Learner.Name] = e.Message;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next best takes the place of one that fails on all rows; the report names it.
                failures[candidate.Learner.Name] =
                    $"{candidate.Learner.Name} failed on all rows with {e.GetType().Name}: {e.Message}";
                progress.Report(failures[candidate.Learner.Name]);
            }

            if (finalists.Count == Finalists)
            {
                break;
            }
        }

        if (finalists.Count < 2)
        {
            return finalists;
        }

        var chosen = Selection.Choose(
            finalists.ConvertAll(f => (double[]?)f.FoldLosses),
            finalists.ConvertAll(f => (double)f.Learner.Complexity),
            SelectionRule.OneStandardError
        );
        return [finalists[chosen], .. finalists.Where((_, i) => i != chosen)];
    }

    /// <summary>Whether a learner may serve after training on so many rows.</summary>
    private bool MayServe(Compared compared, int rows) =>
        compared.Contender is { IsExact: true } && budget.RowsOf(compared.Learner.Name) >= rows;

    private IEnumerable<Contender> InOrder(IReadOnlyList<Compared> compared, int rows)
    {
        var able = compared.Where(c => MayServe(c, rows)).Select(c => c.Contender!).OrderBy(c => c.Loss).ToList();
        if (able.Count < 2)
        {
            return able;
        }

        // Samples of different budgets give different folds; only the same folds can be told apart by their differences.
        var alike = able.Where(c => c.Held.Rows.Rows.Count == able[0].Held.Rows.Rows.Count).ToList();
        var simple = alike[
            Selection.Choose(
                alike.ConvertAll(c => (double[]?)c.FoldLosses),
                alike.ConvertAll(c => (double)c.Learner.Complexity),
                SelectionRule.OneStandardError
            )
        ];
        return able.OrderByDescending(c => c == able[0]).ThenByDescending(c => c == simple).ThenBy(c => c.Loss);
    }

    private Contender Again(Contender candidate, Dataset train, Dataset sample, CancellationToken cancel)
    {
        var found = budget.Trials > 0 && candidate.Learner.Space.Count > 0 ? Search(candidate, sample, cancel) : null;
        var isSame = found is null && sample.Rows.Count == train.Rows.Count;
        return isSame ? candidate : Contender.Compare(candidate.Learner, found, train, seed, cancel);
    }

    private SearchPoint Search(Contender candidate, Dataset sample, CancellationToken cancel)
    {
        var options = new SearchOptions
        {
            Trials = budget.Trials,
            Folds = SearchFolds,
            Rule = SelectionRule.Best,
            Seed = seed,
        };
        var search = new SearchTrainer(
            candidate.Learner.Name,
            sample.Task,
            candidate.Learner.Space,
            point => candidate.Learner.Make(point, false),
            _ => 0,
            options
        );
        var result = search.Search(sample.Data, cancel);
        return result.Trials[result.Chosen].Point;
    }
}
