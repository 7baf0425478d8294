using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Inbox.Making;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Inbox;

public sealed class TellStatesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task The_first_scores_tell_nothing_and_a_graver_state_after_them_those_who_teach_and_counsel(
        DatabaseKind kind
    )
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        (await world.States.RunAsync(Cancel)).ShouldBe(0, "nothing was scored yet");
        await world.ScoreAsync(
            (InboxWorld.Algebra, RiskState.Watch, false),
            (InboxWorld.English, RiskState.NeedsSupport, false)
        );
        (await world.States.RunAsync(Cancel)).ShouldBe(0, "nothing was told before, so nothing has changed");

        await world.ScoreAsync(
            (InboxWorld.Algebra, RiskState.NeedsSupport, false),
            (InboxWorld.English, RiskState.NeedsSupport, false)
        );
        (await world.States.RunAsync(Cancel)).ShouldBe(2);
        // Neither who taught until ten days ago, nor who has no role, nor administrators.
        (await world.ToldAsync()).ShouldBe([CastMember.TeacherA, CastMember.Counsellor]);
        (await world.SentencesAsync(CastMember.TeacherA)).ShouldBe([
            "Ada Okafor now needs support in Algebra; until now it was “Watch”.",
        ]);
        (await world.States.RunAsync(Cancel)).ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task A_score_near_the_cut_is_told_when_it_held_for_a_second_scoring(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.OnTrack);
        await SeeAsync(world, RiskState.NeedsSupport, mayChange: true);
        await SeeAsync(world, RiskState.Watch, mayChange: true);
        (await world.ItemsAsync()).ShouldBeEmpty("it trembles");
        await SeeAsync(world, RiskState.NeedsSupport, mayChange: true);
        await SeeAsync(world, RiskState.NeedsSupport, mayChange: true);
        (await world.ItemsAsync()).ShouldAllBe(i => i.Topic == InboxTopic.Graver && i.State == RiskState.NeedsSupport);
        (await world.ToldAsync()).ShouldBe([CastMember.TeacherA, CastMember.Counsellor]);
        // Once it was told, going to and fro is told no more.
        foreach (
            var state in (RiskState[])[RiskState.OnTrack, RiskState.OnTrack, RiskState.NeedsSupport, RiskState.OnTrack]
        )
        {
            await SeeAsync(world, state);
        }

        (await world.ItemsAsync()).Count.ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task What_got_better_is_told_as_well(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.NeedsSupport);
        await SeeAsync(world, RiskState.OnTrack);
        (await world.ItemsAsync()).ShouldBeEmpty("praise waits until it held");
        await SeeAsync(world, RiskState.OnTrack);
        (await world.SentencesAsync(CastMember.Counsellor)).ShouldBe([
            "Ada Okafor is back on track in Algebra. A word of praise helps.",
        ]);
    }

    [Theory, DatabaseData]
    public async Task A_student_in_several_classes_is_told_a_counsellor_once_by_the_gravest(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.OnTrack);
        await world.ScoreAsync(
            (InboxWorld.Algebra, RiskState.Watch, false),
            (InboxWorld.English, RiskState.NeedsSupport, false)
        );
        await world.States.RunAsync(Cancel);
        (await world.ToldAsync()).ShouldBe([CastMember.TeacherA, CastMember.TeacherB, CastMember.Counsellor]);
        (await world.SentencesAsync(CastMember.Counsellor)).ShouldBe(["Ada Okafor now needs support in English."]);
    }

    [Theory, DatabaseData]
    public async Task Two_nodes_at_once_tell_everybody_once(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.OnTrack);
        await world.ScoreAsync(RiskState.NeedsSupport);
        // Without the lock that keeps them apart otherwise.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.States.RunAsync(Cancel), Cancel)));
        (await world.ToldAsync()).ShouldBe([CastMember.TeacherA, CastMember.Counsellor]);
    }

    [Theory, DatabaseData]
    public async Task A_node_that_died_after_writing_items_is_gone_on_from(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.OnTrack);
        await SeeAsync(world, RiskState.NeedsSupport);
        await using (var db = world.Database.CreateDbContext())
        {
            await db.ToldStates.ExecuteDeleteAsync(Cancel);
            await db.ToldScores.ExecuteUpdateAsync(t => t.SetProperty(x => x.GenerationId, 1), Cancel);
        }

        (await world.States.RunAsync(Cancel)).ShouldBe(0);
        (await world.ItemsAsync()).Count.ShouldBe(2);
        await using var read = world.Database.CreateDbContext();
        var told = await read.ToldStates.AsNoTracking().SingleAsync(Cancel);
        (told.EnrollmentId, told.Told).ShouldBe((InboxWorld.Algebra, RiskState.NeedsSupport));
        (await read.ToldScores.AsNoTracking().SingleAsync(Cancel)).GenerationId.ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task A_flag_that_rests_raises_nothing_until_the_rest_is_over(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.Watch);
        await using (var db = world.Database.CreateDbContext())
        {
            db.FlagReviews.Add(
                new FlagReview
                {
                    EnrollmentId = InboxWorld.Algebra,
                    Claim = FlagClaim.Silence,
                    Reason = "In hospital.",
                    Until = InboxWorld.Today.AddDays(5),
                    State = RiskState.Watch,
                    GenerationId = 1,
                    RaisedById = SampleSchool.UserId(CastMember.TeacherA),
                    DecidedById = SampleSchool.UserId(CastMember.Counsellor),
                    Decision = FlagDecision.Agreed,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        await SeeAsync(world, RiskState.NeedsSupport);
        (await world.ItemsAsync()).ShouldBeEmpty();
        world.Clock.Advance(TimeSpan.FromDays(5));
        await SeeAsync(world, RiskState.NeedsSupport);
        (await world.ToldAsync()).ShouldBe([CastMember.TeacherA, CastMember.Counsellor]);
    }

    [Theory, DatabaseData]
    public async Task Who_does_not_want_to_be_told_is_not(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await world.OptOutAsync(CastMember.TeacherA, InboxTopic.Graver);
        await world.OptOutAsync(CastMember.Counsellor, InboxTopic.Better);
        await SeeAsync(world, RiskState.OnTrack);
        await SeeAsync(world, RiskState.NeedsSupport);
        (await world.ToldAsync()).ShouldBe([CastMember.Counsellor]);
    }

    [Theory, DatabaseData]
    public async Task Browsing_history_and_going_back_to_earlier_scores_tell_nothing(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await SeeAsync(world, RiskState.OnTrack);
        await world.ScoreAsync(RiskState.NeedsSupport);
        await using var db = world.Database.CreateDbContext();
        await db
            .ScoreGenerations.Where(g => g.Id == 2)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.IsHistoric, true), Cancel);
        (await world.States.RunAsync(Cancel)).ShouldBe(0);
        await db.CurrentScores.ExecuteUpdateAsync(c => c.SetProperty(x => x.GenerationId, 1), Cancel);
        (await world.States.RunAsync(Cancel)).ShouldBe(0);
        (await world.ItemsAsync()).ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Very_many_changes_at_once_are_told_in_one_sentence(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var news = new StateNews(RiskState.Watch, RiskState.NeedsSupport);
        var generation = new ScoreGeneration { Id = 9, AsOf = InboxWorld.Today };
        (await MakeAsync(StateItems.MostOneByOne)).Count.ShouldBe(StateItems.MostOneByOne);
        var one = (await MakeAsync(StateItems.MostOneByOne + 1)).ShouldHaveSingleItem();
        (one.Count, one.EnrollmentId, one.Topic).ShouldBe((StateItems.MostOneByOne + 1, null, InboxTopic.Graver));
        await new PostItems(world.Database).RunAsync([one], Cancel);
        (await world.SentencesAsync(CastMember.TeacherA)).ShouldHaveSingleItem().ShouldStartWith("16 of your students");

        async Task<IReadOnlyList<InboxItem>> MakeAsync(int students)
        {
            await using var db = world.Database.CreateDbContext();
            StateChange[] changes =
            [
                .. Enumerable
                    .Range(100, students)
                    .Select(i => new StateChange(i, i, SampleSchool.AlgebraId, news, 0.5)),
            ];
            return await StateItems.MakeAsync(
                db,
                generation,
                changes,
                world.Clock.GetUtcNow().UtcDateTime,
                InboxWorld.Today,
                Cancel
            );
        }
    }

    private static async Task SeeAsync(InboxWorld world, RiskState state, bool mayChange = false)
    {
        await world.ScoreAsync(state, mayChange);
        await world.States.RunAsync(Cancel);
    }
}
