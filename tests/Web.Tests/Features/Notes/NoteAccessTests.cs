using System.Text.Json;
using EarlyWarning.Domain.Notes;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Notes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Notes;

/// <summary>Who knows of a note, who reads it and who changes it, by the named cast.</summary>
public sealed class NoteAccessTests
{
    private const string Secret = "Sleeps at an uncle's place.";
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory, DatabaseData]
    public async Task Each_visibility_is_read_by_its_readers_and_known_to_all_around_the_student(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        CastMember[] around =
        [
            CastMember.TeacherA,
            CastMember.TeacherB,
            CastMember.TeacherUntilTenDaysAgo,
            CastMember.Counsellor,
            CastMember.DistrictAdministrator,
        ];
        foreach (var visibility in Enum.GetValues<NoteVisibility>())
        {
            await WriteAsync(
                db,
                school,
                CastMember.TeacherB,
                SampleSchool.AdaId,
                visibility,
                $"{visibility}: {Secret}"
            );
        }

        foreach (var member in Enum.GetValues<CastMember>())
        {
            var view = await ReadAsync(db, school, member, SampleSchool.AdaId);
            (view is not null).ShouldBe(around.Contains(member), $"{member}");
            NoteVisibility[] expected = member switch
            {
                CastMember.TeacherB => Enum.GetValues<NoteVisibility>(),
                CastMember.Counsellor => [NoteVisibility.Team, NoteVisibility.Restricted],
                _ => [NoteVisibility.Team],
            };
            view?.Notes.Count.ShouldBe(3, $"{member} knows of all");
            view?.Notes.Where(n => n.Content is not null)
                .Select(n => n.Visibility)
                .ShouldBe(expected, ignoreOrder: true, customMessage: $"{member}");
        }

        var teacher = await ReadAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId);
        JsonSerializer.Serialize(teacher).ShouldNotContain($"Restricted: {Secret}");
        JsonSerializer.Serialize(teacher).ShouldNotContain($"Sealed: {Secret}");
    }

    [Theory, DatabaseData]
    public async Task A_note_survives_its_author_and_a_sealed_one_passes_to_the_counsellors(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await WriteAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId, NoteVisibility.Sealed, Secret);
        (await TextsAsync(CastMember.Counsellor)).ShouldBe([null]);

        await using (var context = db.CreateDbContext())
        {
            await context
                .Users.Where(u => u.Id == SampleSchool.UserId(CastMember.TeacherA))
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.DeactivatedAt, new DateTime(2026, 11, 19)));
        }

        (await TextsAsync(CastMember.Counsellor)).ShouldBe([Secret]);
        (await TextsAsync(CastMember.TeacherB)).ShouldBe([null]);
        (await TextsAsync(CastMember.DistrictAdministrator)).ShouldBe([null]);

        async Task<IEnumerable<string?>> TextsAsync(CastMember member) =>
            (await ReadAsync(db, school, member, SampleSchool.AdaId))!.Notes.Select(n => n.Content?.Text);
    }

    [Theory, DatabaseData]
    public async Task A_wider_note_does_not_open_what_was_written_for_fewer(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await WriteAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId, NoteVisibility.Restricted, Secret);
        var draft = new NoteDraft(NoteKind.Meeting, NoteVisibility.Team, Today, "A quiet place to work was found.");
        var note = (await ReadAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId))!.Notes.Single();

        (
            await Write(db)
                .EditAsync(school.ScopeOf(CastMember.TeacherA), note.NoteId, 1, draft, CancellationToken.None)
        ).Problem.ShouldBeNull();

        (await EarlierAsync(CastMember.TeacherA)).ShouldBe([Secret]);
        (await EarlierAsync(CastMember.Counsellor)).ShouldBe([Secret]);
        (await EarlierAsync(CastMember.TeacherB)).ShouldBeEmpty();

        async Task<IEnumerable<string>> EarlierAsync(CastMember member) =>
            (await ReadAsync(db, school, member, SampleSchool.AdaId))!
                .Notes.Single()
                .Content!.Earlier.Select(e => e.Text);
    }

    [Theory, DatabaseData]
    public async Task Notes_are_written_about_students_in_reach_and_changed_by_their_author_only(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        var draft = new NoteDraft(NoteKind.Observation, NoteVisibility.Team, Today, "Tired today.");
        var none = CancellationToken.None;

        (await Write(db).AddAsync(school.ScopeOf(CastMember.TeacherB), SampleSchool.BenId, draft, none)).ShouldBe(
            NoteResult.NotFound
        );
        await WriteAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId, NoteVisibility.Team, "Tired.");
        var note = (await ReadAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId))!.Notes.Single();

        var others = await Write(db).EditAsync(school.ScopeOf(CastMember.Counsellor), note.NoteId, 1, draft, none);
        others.Problem!.ShouldContain("Only its author");
        (await Write(db).EditAsync(school.ScopeOf(CastMember.TeacherA), note.NoteId, 1, draft, none)).ShouldBe(
            NoteResult.Done
        );
        (
            await Write(db).EditAsync(school.ScopeOf(CastMember.TeacherA), note.NoteId, 1, draft, none)
        ).IsConflict.ShouldBeTrue();
        (await Write(db).WithdrawAsync(school.ScopeOf(CastMember.TeacherA), note.NoteId, 2, none)).ShouldBe(
            NoteResult.Done
        );

        var left = (await ReadAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId))!.Notes.Single();
        (left.Content, left.Withdrawn).ShouldBe((null, Today));
    }

    [Theory, DatabaseData]
    public async Task Search_finds_what_may_be_read_only_and_logs_whose_notes_were_shown(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await WriteAsync(db, school, CastMember.TeacherA, SampleSchool.AdaId, NoteVisibility.Restricted, Secret);
        await WriteAsync(
            db,
            school,
            CastMember.TeacherA,
            SampleSchool.BenId,
            NoteVisibility.Team,
            "Uncle came by, 100%."
        );

        (await FindAsync(CastMember.TeacherA, "uncle")).ShouldBe([SampleSchool.AdaId, SampleSchool.BenId], true);
        (await FindAsync(CastMember.TeacherB, "uncle")).ShouldBeEmpty();
        (await FindAsync(CastMember.Counsellor, "UNCLE")).ShouldBe([SampleSchool.AdaId]);
        (await FindAsync(CastMember.TeacherA, "0%")).ShouldBe([SampleSchool.BenId]);
        (await FindAsync(CastMember.TeacherA, "_ncle")).ShouldBeEmpty();
        await using var context = db.CreateDbContext();
        (await context.AccessLog.CountAsync(e => e.Action == NoteSearchQuery.Action)).ShouldBe(4);

        async Task<IEnumerable<long>> FindAsync(CastMember member, string search)
        {
            var query = new NoteSearchQuery(db, new SettableClock(new DateTimeOffset(Today, default, TimeSpan.Zero)));
            var found = await query.GetAsync(
                school.ScopeOf(member),
                search,
                1,
                isLogged: false,
                CancellationToken.None
            );
            found.Notes.ShouldAllBe(n => n.Content != null);
            return found.Notes.Select(n => n.StudentId);
        }
    }

    private static WriteNote Write(TestDatabase db) =>
        new(db, new SettableClock(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero)));

    private static async Task WriteAsync(
        TestDatabase db,
        SampleSchool school,
        CastMember by,
        long student,
        NoteVisibility visibility,
        string text
    )
    {
        var draft = new NoteDraft(NoteKind.Conversation, visibility, Today, text);
        (await Write(db).AddAsync(school.ScopeOf(by), student, draft, CancellationToken.None)).Problem.ShouldBeNull();
    }

    private static Task<StudentNotesView?> ReadAsync(
        TestDatabase db,
        SampleSchool school,
        CastMember by,
        long student
    ) => new StudentNotesQuery(db).GetAsync(school.ScopeOf(by), student, CancellationToken.None);
}
