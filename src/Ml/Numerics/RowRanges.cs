namespace EarlyWarning.Ml.Numerics;

/// <summary>
/// Parallel work over rows in ranges that do not depend on the number of threads, so that partial sums can be added in
/// range order with the same result everywhere.
/// </summary>
internal static class RowRanges
{
    /// <summary>Runs the body for [start, end) ranges of at most <paramref name="size"/> rows, with their number.</summary>
    public static void Run(int rows, int size, int threads, CancellationToken ct, Action<int, int, int> body)
    {
        var count = Count(rows, size);
        void One(int range)
        {
            ct.ThrowIfCancellationRequested();
            body(range, range * size, Math.Min(rows, (range + 1) * size));
        }

        Each(count, threads, ct, One);
    }

    public static int Count(int rows, int size) => (rows + size - 1) / size;

    /// <summary>Runs the body for 0 to count - 1; exceptions come out as thrown, not wrapped.</summary>
    public static void Each(int count, int threads, CancellationToken ct, Action<int> body)
    {
        if (threads <= 1 || count <= 1)
        {
            for (var i = 0; i < count; i++)
            {
                ct.ThrowIfCancellationRequested();
                body(i);
            }

            return;
        }

        var next = -1;
        void Work(int worker)
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count; )
            {
                ct.ThrowIfCancellationRequested();
                body(i);
            }
        }

        try
        {
            Parallel.For(0, Math.Min(threads, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, Work);
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
