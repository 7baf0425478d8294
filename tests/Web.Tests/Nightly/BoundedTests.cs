using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>A learner that never ends costs the night its time and nothing else.</summary>
public sealed class BoundedTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void Work_that_ends_gives_its_result_and_work_that_throws_its_exception()
    {
        Bounded.Run("quick", _ => 42, Long, TimeProvider.System, CancellationToken.None).ShouldBe(42);
        Should
            .Throw<InvalidOperationException>(() =>
                Bounded.Run<int>(
                    "broken",
                    _ => throw new InvalidOperationException("why"),
                    Long,
                    TimeProvider.System,
                    CancellationToken.None
                )
            )
            .Message.ShouldBe("why");
    }

    [Fact]
    public void Work_that_listens_is_stopped_with_a_sentence()
    {
        var late = Should.Throw<TrainingException>(() =>
            Bounded.Run(
                "slow",
                token =>
                {
                    token.WaitHandle.WaitOne();
                    token.ThrowIfCancellationRequested();
                    return 1;
                },
                TimeSpan.FromMilliseconds(20),
                TimeProvider.System,
                CancellationToken.None
            )
        );
        late.Message.ShouldContain("slow did not end");
        late.Message.ShouldContain("Retraining:LearnerMinutes");
    }

    [Fact]
    public void Work_that_does_not_listen_is_left_behind()
    {
        using var never = new ManualResetEventSlim();
        var late = Should.Throw<TrainingException>(() =>
            Bounded.Run(
                "deaf",
                _ =>
                {
                    never.Wait(CancellationToken.None);
                    return 1;
                },
                TimeSpan.FromMilliseconds(20),
                TimeProvider.System,
                CancellationToken.None,
                TimeSpan.FromMilliseconds(20)
            )
        );
        late.Message.ShouldContain("deaf did not end");
        never.Set();
    }

    [Fact]
    public void Cancelling_is_no_fault_of_the_learner()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
            Bounded.Run(
                "stopped",
                token =>
                {
                    stop.Cancel();
                    token.ThrowIfCancellationRequested();
                    return 1;
                },
                Long,
                TimeProvider.System,
                stop.Token
            )
        );
    }
}
