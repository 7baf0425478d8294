using EarlyWarning.Domain.Notes;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Tests.Notes;

public sealed class NoteTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly Editor Author = new(7, new DateTime(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc), Today);
    private static readonly NoteDraft Draft = new(NoteKind.Observation, NoteVisibility.Team, Today, "Tired today.");

    [Fact]
    public void A_change_keeps_what_the_note_said_and_who_could_read_it()
    {
        var note = Note.Write(1, Draft with { Visibility = NoteVisibility.Sealed }, Author).Note!;

        note.Edit(Draft with { Text = " Slept badly. " }, Author with { Today = Today.AddDays(1) }).ShouldBeNull();
        note.Edit(Draft with { Text = "Slept badly." }, Author).ShouldBeNull("the same again is no change");

        (note.Text, note.Visibility, note.Version).ShouldBe(("Slept badly.", NoteVisibility.Team, 2));
        var before = note.Earlier.ShouldHaveSingleItem();
        (before.Text, before.Visibility, before.WrittenOn, before.Version).ShouldBe(
            ("Tired today.", NoteVisibility.Sealed, Today, 1)
        );
    }

    [Fact]
    public void Only_the_author_changes_a_note_and_takes_it_back_once()
    {
        var note = Note.Write(1, Draft, Author).Note!;
        var other = Author with { UserId = 8 };

        note.Edit(Draft with { Text = "x" }, other)!.ShouldContain("author");
        note.Withdraw(other)!.ShouldContain("author");
        note.Withdraw(Author).ShouldBeNull();
        note.WithdrawnOn.ShouldBe(Today);
        note.Edit(Draft with { Text = "x" }, Author)!.ShouldContain("taken back");
        note.Withdraw(Author)!.ShouldContain("taken back");
        note.Text.ShouldBe("Tired today.");
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_a_sentence()
    {
        Note.Write(1, Draft with { Text = "  " }, Author).Problem!.ShouldContain("nothing");
        Note.Write(1, Draft with { Text = new string('x', 4001) }, Author).Problem!.ShouldContain("4000");
        Note.Write(1, Draft with { OccurredOn = Today.AddDays(1) }, Author).Problem!.ShouldContain("not come yet");
        Note.Write(1, Draft with { Visibility = (NoteVisibility)9 }, Author).Problem!.ShouldContain("who may read");
    }
}
