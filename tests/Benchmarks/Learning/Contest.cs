namespace EarlyWarning.Benchmarks.Learning;

/// <summary>One of those who take turns.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Package">The Python package it needs; null for ours.</param>
/// <param name="Act">Does it once; the number is that of the round.</param>
internal sealed record Contestant(string Name, string? Package, Func<int, Run> Act);

/// <summary>One row of the design's "numbers to beat".</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Threads">For everybody.</param>
/// <param name="Bar">The ratio of our time to the fastest peer's must be at most this.</param>
/// <param name="MayBeBelow">How far our AUC may lie below the best peer's; null where quality is no AUC.</param>
/// <param name="Ours">Our learner.</param>
/// <param name="Peers">Whom it is compared with.</param>
internal sealed record Contest(
    string Name,
    int Threads,
    double Bar,
    double? MayBeBelow,
    Contestant Ours,
    IReadOnlyList<Contestant> Peers
);

/// <summary>What one contestant did in all rounds.</summary>
internal sealed record Standing(string Name, double[] Seconds, double? Quality)
{
    public double Median => Statistics.Median(Seconds);
}

/// <summary>The outcome of a contest.</summary>
/// <param name="Contest">What was measured.</param>
/// <param name="Ours">Our times.</param>
/// <param name="Peers">The times of the peers that are there.</param>
/// <param name="Absent">Peers that are not there, each with the reason.</param>
/// <param name="Ratios">Our time over that of the fastest peer, round by round; empty without peers.</param>
internal sealed record ContestResult(
    Contest Contest,
    Standing Ours,
    IReadOnlyList<Standing> Peers,
    IReadOnlyList<string> Absent,
    double[] Ratios
)
{
    /// <summary>Null where no peer was there.</summary>
    public double? Ratio => Ratios.Length == 0 ? null : Statistics.Median(Ratios);

    /// <summary>The best quality of a peer; null where there is none.</summary>
    public double? BestPeer => Peers.Max(peer => peer.Quality);

    /// <summary>Whether the bar was met; null where no peer was there.</summary>
    public bool? Met =>
        Ratio is null ? null
        : Contest.MayBeBelow is { } margin ? Ratio <= Contest.Bar && Ours.Quality >= BestPeer - margin
        : Ratio <= Contest.Bar;

    /// <summary>Everybody once without measuring, then in turn.</summary>
    public static ContestResult Run(Contest contest, PythonPeers python, int rounds)
    {
        var there = contest.Peers.Where(peer => python.Versions.GetValueOrDefault(peer.Package!) is not null).ToArray();
        var absent = contest
            .Peers.Except(there)
            .Select(peer => $"{peer.Name}: Python package {peer.Package} is not installed");
        Contestant[] all = [contest.Ours, .. there];
        foreach (var contestant in all)
        {
            contestant.Act(0);
        }

        var runs = all.Select(_ => new List<Run>()).ToArray();
        for (var round = 1; round <= rounds; round++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                // Who comes first changes, so that nobody always runs on a warm or throttled processor.
                var turn = (i + round) % all.Length;
                runs[turn].Add(all[turn].Act(round));
            }
        }

        var standings = all.Select((who, i) => Stand(who, runs[i])).ToArray();
        double[] ratios =
            there.Length == 0
                ? []
                :
                [
                    .. Enumerable
                        .Range(0, rounds)
                        .Select(r => runs[0][r].Seconds / runs.Skip(1).Min(p => p[r].Seconds)),
                ];
        return new ContestResult(contest, standings[0], standings[1..], [.. absent], ratios);
    }

    private static Standing Stand(Contestant who, List<Run> runs) =>
        new(
            who.Name,
            [.. runs.Select(run => run.Seconds)],
            runs[0].Quality is null ? null : Statistics.Median([.. runs.Select(run => run.Quality!.Value)])
        );
}

/// <summary>The one statistic that timings need.</summary>
internal static class Statistics
{
    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
