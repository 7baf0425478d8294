namespace EarlyWarning.Web.Figures;

/// <summary>Work on things that have nothing to do with each other, by as many threads as there are processors.</summary>
internal static class Spread
{
    /// <summary>What becomes of each; in their order, so that threads change nothing.</summary>
    /// <typeparam name="T">Of a thing.</typeparam>
    /// <typeparam name="TMade">Of what is made of it.</typeparam>
    /// <param name="all">Things.</param>
    /// <param name="make">What is made of one.</param>
    /// <param name="cancel">Cancels between them.</param>
    public static TMade[] Over<T, TMade>(IReadOnlyList<T> all, Func<T, TMade> make, CancellationToken cancel)
    {
        var made = new TMade[all.Count];
        var next = -1;
        // One at a time, not in stretches: the last of them may be by far the largest.
        Parallel.For(
            0,
            Math.Min(all.Count, System.Environment.ProcessorCount),
            new ParallelOptions { CancellationToken = cancel },
            _ =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < made.Length; )
                {
                    cancel.ThrowIfCancellationRequested();
                    made[i] = make(all[i]);
                }
            }
        );
        return made;
    }
}
