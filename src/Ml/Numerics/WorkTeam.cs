using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace EarlyWarning.Ml.Numerics;

/// <summary>
/// Threads kept ready for the many short pieces of work of one fit: a few microseconds start a piece, where waking a
/// thread of the pool costs as much as the work. Items are taken in order by whoever is free, the caller included, and
/// the caller waits for items, not for threads: one that the system holds back delays nobody. For one caller at a time.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    /// <summary>The most items of one piece of work.</summary>
    public const int MaxItems = (1 << ItemBits) - 1;

    // A ticket is 24 bits for the number of the piece, 20 for how many items it has and 20 for the next of them.
    private const int ItemBits = 20;

    // As long as the caller is busy alone between two pieces; whoever waits longer sleeps.
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    private readonly Thread[] _workers;
    private readonly object _gate = new();
    private readonly bool _spins;
    private long _ticket;
    private int _unfinished;
    private int _sleepers;
    private bool _callerSleeps;
    private bool _closed;
    private Action<int>? _body;
    private CancellationToken _ct;
    private Exception? _failure;

    /// <param name="threads">How many work, the caller included.</param>
    public WorkTeam(int threads)
    {
        // Where threads outnumber processors, waiting actively takes the time of the one waited for.
        _spins = threads <= Environment.ProcessorCount;
        _workers = new Thread[Math.Max(0, threads - 1)];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = "Model fit" };
            _workers[i].Start();
        }
    }

    /// <summary>Runs the body for 0 to count - 1; the first exception comes out as thrown, not wrapped.</summary>
    /// <param name="count">At most <see cref="MaxItems"/>.</param>
    /// <param name="ct">Checked before every item.</param>
    /// <param name="body">Must not run pieces of the same team.</param>
    /// <param name="alone">Too little work to share: the caller does it all.</param>
    public void Run(int count, CancellationToken ct, Action<int> body, bool alone = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxItems);
        if (alone || count <= 1 || _workers.Length == 0)
        {
            for (var i = 0; i < count; i++)
            {
                ct.ThrowIfCancellationRequested();
                body(i);
            }

            return;
        }

        (_body, _ct, _failure, _unfinished) = (body, ct, null, count);
        Publish(count);
        TakeItems();
        AwaitUnfinished();
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var worker in _workers)
        {
            worker.Join();
        }
    }

    private void Publish(int count)
    {
        var piece = (Volatile.Read(ref _ticket) >> (2 * ItemBits)) + 1;
        // A full fence: a worker that goes to sleep after this sees the ticket, one that did before is seen here.
        Interlocked.Exchange(ref _ticket, (piece << (2 * ItemBits)) | ((long)count << ItemBits));
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private static bool HasItems(long ticket) => (ticket & MaxItems) < ((ticket >> ItemBits) & MaxItems);

    private void TakeItems()
    {
        var ticket = Volatile.Read(ref _ticket);
        while (HasItems(ticket))
        {
            var found = Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket);
            if (found == ticket)
            {
                // The piece cannot end before this item does, so the fields are still those of the ticket.
                Do((int)(ticket & MaxItems));
                found = Volatile.Read(ref _ticket);
            }

            ticket = found;
        }
    }

    private void Do(int item)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
            {
                _ct.ThrowIfCancellationRequested();
                _body!(item);
            }
        }
        catch (Exception failure)
        {
            // Thrown again by the caller.
            Interlocked.CompareExchange(ref _failure, failure, null);
        }

        if (Interlocked.Decrement(ref _unfinished) == 0 && Volatile.Read(ref _callerSleeps))
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void AwaitUnfinished()
    {
        if (SpinUntil(team => Volatile.Read(ref team._unfinished) == 0))
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _callerSleeps, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _unfinished) > 0)
            {
                Monitor.Wait(_gate);
            }

            _callerSleeps = false;
        }
    }

    private void Work()
    {
        while (AwaitItems())
        {
            TakeItems();
        }
    }

    /// <summary>False when the team is closed.</summary>
    private bool AwaitItems()
    {
        if (SpinUntil(team => HasItems(Volatile.Read(ref team._ticket))))
        {
            return true;
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (!_closed && !HasItems(Volatile.Read(ref _ticket)))
            {
                Monitor.Wait(_gate);
            }

            Interlocked.Decrement(ref _sleepers);
            return !_closed;
        }
    }

    private bool SpinUntil(Func<WorkTeam, bool> met)
    {
        if (!_spins)
        {
            return met(this);
        }

        var end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (var i = 0; i < 16; i++)
            {
                if (met(this))
                {
                    return true;
                }

                Thread.SpinWait(1);
            }
        } while (Stopwatch.GetTimestamp() < end);
        return false;
    }
}
