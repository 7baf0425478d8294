using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Numerics;

public class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_of_every_piece_is_done_once_before_the_piece_ends(int threads)
    {
        using var team = new WorkTeam(threads);
        for (var piece = 0; piece < 5_000; piece++)
        {
            var times = new int[piece % 40];
            team.Run(times.Length, CancellationToken.None, item => Interlocked.Increment(ref times[item]));
            times.ShouldAllBe(count => count == 1, $"piece {piece}");
        }
    }

    [Fact]
    public void Workers_that_fell_asleep_are_woken()
    {
        using var team = new WorkTeam(2);
        using var both = new Barrier(2);
        for (var piece = 0; piece < 5; piece++)
        {
            // Longer than a worker waits actively; then both items must be under way at once.
            Thread.Sleep(20);
            team.Run(2, CancellationToken.None, _ => both.SignalAndWait(TimeSpan.FromSeconds(30)).ShouldBeTrue());
        }
    }

    [Fact]
    public void A_caller_that_fell_asleep_is_woken()
    {
        using var team = new WorkTeam(2);
        var caller = Environment.CurrentManagedThreadId;
        using var workerHasOne = new ManualResetEventSlim();
        var done = 0;
        team.Run(
            2,
            CancellationToken.None,
            _ =>
            {
                if (Environment.CurrentManagedThreadId == caller)
                {
                    workerHasOne.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
                }
                else
                {
                    workerHasOne.Set();
                    // Longer than the caller waits actively, so that it has to be woken.
                    Thread.Sleep(50);
                }

                Interlocked.Increment(ref done);
            }
        );
        done.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_comes_out_as_thrown_and_leaves_the_team_usable(int threads)
    {
        using var team = new WorkTeam(threads);
        var failure = Should.Throw<InvalidDataException>(() =>
            team.Run(50, CancellationToken.None, item => _ = item == 7 ? throw new InvalidDataException("seven") : item)
        );
        failure.Message.ShouldBe("seven");
        var done = 0;
        team.Run(10, CancellationToken.None, _ => Interlocked.Increment(ref done));
        done.ShouldBe(10);
    }

    [Fact]
    public void Cancelling_ends_a_piece()
    {
        using var team = new WorkTeam(2);
        using var source = new CancellationTokenSource();
        var done = 0;
        Should.Throw<OperationCanceledException>(() =>
            team.Run(
                1_000,
                source.Token,
                _ =>
                {
                    Interlocked.Increment(ref done);
                    source.Cancel();
                }
            )
        );
        done.ShouldBeLessThanOrEqualTo(2);
    }
}
