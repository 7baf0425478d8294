using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly;

/// <summary>One learner in the comparison of all.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Rows">Rows of its sample.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Contender">How it did; null where it dropped out.</param>
/// <param name="Failure">Why it dropped out, a sentence; null where it did not.</param>
internal sealed record Compared(Learner Learner, int Rows, TimeSpan Elapsed, Contender? Contender, string? Failure);

/// <summary>
/// Compares all learners on a sample of the students of the training terms, each within its own budget of rows; the sample
/// of a smaller budget lies within that of a larger one. Whoever throws or does not end drops out with the reason.
/// </summary>
/// <param name="budget">Rows.</param>
/// <param name="seed">Seed of the sample and the folds.</param>
/// <param name="time">Tells how long each took.</param>
/// <param name="progress">Receives a sentence for each learner.</param>
internal sealed class Comparison(TournamentBudget budget, int seed, TimeProvider time, IProgress<string> progress)
{
    /// <summary>Compares them, in their order.</summary>
    /// <param name="goal">For progress.</param>
    /// <param name="learners">The learners.</param>
    /// <param name="train">Rows of the training terms.</param>
    /// <param name="cancel">Cancels.</param>
    public IReadOnlyList<Compared> Run(
        string goal,
        IReadOnlyList<Learner> learners,
        Dataset train,
        CancellationToken cancel
    )
    {
        var samples = new Dictionary<int, Dataset>();
        var compared = new List<Compared>();
        foreach (var learner in learners)
        {
            var most = Math.Min(budget.ComparisonRows, budget.RowsOf(learner.Name));
            if (!samples.TryGetValue(most, out var sample))
            {
                samples[most] = sample = Sample(train, most);
            }

            progress.Report($"{goal}: comparing {learner.Name} on about {Math.Min(most, sample.Rows.Count):n0} rows");
            compared.Add(Compare(learner, sample, most, cancel));
        }

        return compared;
    }

    /// <summary>
    /// Seed of the students compared on: another than that of the training sample, whose students all have a low number.
    /// </summary>
    /// <param name="seed">Seed of the run.</param>
    public static int SampleSeed(int seed) => seed + 1;

    /// <summary>About so many rows: all those of students whom a hash takes.</summary>
    public Dataset Sample(Dataset train, int most)
    {
        var students = new StudentSample(train.Rows.Count, most, SampleSeed(seed));
        return most >= train.Rows.Count
            ? train
            : train.Select([
                .. Enumerable.Range(0, train.Rows.Count).Where(i => students.Takes(train.Rows[i].StudentId)),
            ]);
    }

    private Compared Compare(Learner learner, Dataset sample, int most, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var (rows, contender, failure) = (sample.Rows.Count, (Contender?)null, (string?)null);
        try
        {
            var data = learner.ReadsWeeks ? WithWeekly(learner, sample) : sample;
            rows = data.Rows.Count;
            contender =
                rows > 0
                    ? Bounded.Run(
                        learner.Name,
                        token => Contender.Compare(learner, null, data, seed, token),
                        budget.LongestFit,
                        time,
                        cancel
                    )
                    : null;
            failure =
                rows > 0 ? null : $"{learner.Name} has a budget of {most:n0} rows, which takes no student at all.";
        }
        catch (TrainingException e)
        {
            failure = e.Message;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of one learner must not cost the school its night; the report names it.
            failure = $"{learner.Name} failed with {e.GetType().Name}: {e.Message} The others went on without it.";
        }

        if (failure is not null)
        {
            progress.Report(failure);
        }

        return new Compared(learner, rows, time.GetElapsedTime(started), contender, failure);
    }

    private static Dataset WithWeekly(Learner learner, Dataset sample) =>
        sample.WithWeekly()
        ?? throw new TrainingException(
            $"{learner.Name} reads weekly signals, and none were computed for these rows; raise Retraining:Rows:{learner.Name}."
        );
}
