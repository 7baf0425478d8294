using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Does work that may never end, on a thread of its own: after its time it is asked to stop, and where it does not listen it
/// is left behind. A thread cannot be ended from outside; it ends with the process, which is that of the run.
/// </summary>
internal static class Bounded
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Does the work.</summary>
    /// <param name="what">Its name, for the sentence.</param>
    /// <param name="work">The work; the token tells it to stop.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="grace">How long work that was asked to stop may take to; ten seconds where it is left out.</param>
    /// <exception cref="TrainingException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, whether it listened or not.</exception>
    public static T Run<T>(
        string what,
        Func<CancellationToken, T> work,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancel,
        TimeSpan? grace = null
    )
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        var token = stop.Token;
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Do(work, token, done)) { IsBackground = true, Name = what };
        thread.Start();
        try
        {
            return Wait(done.Task, grace ?? Grace, token, time);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TrainingException(
                $"{what} did not end within {limit.TotalMinutes:0.#} minutes (Retraining:LearnerMinutes) and was given up; lower "
                    + $"Retraining:Rows:{what}."
            );
        }
    }

    private static void Do<T>(Func<CancellationToken, T> work, CancellationToken token, TaskCompletionSource<T> done)
    {
        try
        {
            done.TrySetResult(work(token));
        }
        catch (OperationCanceledException)
        {
            done.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception e)
        {
            // Nothing is lost: whoever waits receives it.
            done.TrySetException(e);
        }
    }

    private static T Wait<T>(Task<T> task, TimeSpan grace, CancellationToken token, TimeProvider time)
    {
        try
        {
            return task.WaitAsync(token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            try
            {
                return task.WaitAsync(grace, time, CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (TimeoutException)
            {
                token.ThrowIfCancellationRequested();
                throw;
            }
        }
    }
}
