using System.IO.Compression;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>What a version was judged on: a later term, or students kept apart, and never those it learned from.</summary>
public sealed class JudgedRowsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void With_one_finished_term_only_the_students_kept_apart_are_judged_on()
    {
        var all = MadeTerms.Of(Goal.CourseFailure, weekly: false);
        var one = all.Select([.. Enumerable.Range(0, all.Rows.Count).Where(i => all.TermOfRow[i] == 0)]);
        var trial = Run(one).Trial!;
        trial.Earlier.Rows.Rows.ShouldNotBeEmpty("or there is nothing to leave out");

        var judged = JudgedRows.Of(trial);

        judged.IsByStudent.ShouldBeTrue();
        judged.Terms.Single().Title.ShouldBe("Term 1");
        judged.Rows.Select(r => (r.StudentId, r.Week)).ShouldBe(trial.Test.Rows.Select(r => (r.StudentId, r.Week)));
        judged
            .Rows.Select(r => r.StudentId)
            .Intersect(trial.Earlier.Rows.Rows.Select(r => r.StudentId))
            .ShouldBeEmpty("who was learned from is not judged on");
        JudgedRows.Unpack(judged.Pack()).IsByStudent.ShouldBeTrue();
    }

    [Fact]
    public void With_a_later_term_earlier_ones_are_there_too()
    {
        var judged = JudgedRows.Of(Run(MadeTerms.Of(Goal.CourseFailure, weekly: false)).Trial!);

        judged.IsByStudent.ShouldBeFalse();
        judged.Terms.Select(t => t.Title).ShouldContain("Term 2");
        judged.Terms[^1].Title.ShouldBe("Term 3");
        judged.Rows.Count(r => r.Term == judged.Terms.Count - 1).ShouldBe(300);
        var again = JudgedRows.Unpack(judged.Pack());
        again.Rows.ShouldBe(judged.Rows);
        again.Terms.ShouldBe(judged.Terms);
        again.IsByStudent.ShouldBeFalse();
    }

    [Fact]
    public void Rows_kept_before_it_was_said_how_students_were_kept_apart_are_read()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(deflate))
        {
            writer.Write((byte)1);
            writer.Write(1);
            writer.Write("Spring");
            writer.Write(new DateOnly(2026, 1, 5).DayNumber);
            writer.Write(1);
            foreach (var key in (long[])[1, 2, 3, 4])
            {
                writer.Write7BitEncodedInt64(key);
            }

            writer.Write7BitEncodedInt(0);
            writer.Write7BitEncodedInt(8);
            writer.Write(0.5);
            writer.Write(0.25);
            writer.Write(true);
            writer.Write((short)1);
        }

        var judged = JudgedRows.Unpack(packed.ToArray());

        judged.Terms.ShouldBe([("Spring", new DateOnly(2026, 1, 5))]);
        judged.Rows.ShouldBe([new JudgedRow(1, 2, 3, 4, 0, 8, 0.5, 0.25, true, (RuleSignals)1)]);
    }

    private static TournamentResult Run(Dataset rows) =>
        new Tournament(
            MadeTerms.Catalogue.Features,
            new RetrainingSettings(1, 40, 1000)
            {
                Budget = new TournamentBudget { Trials = 0, Only = ["logisticElasticNet"] },
            },
            TimeProvider.System,
            new Progress<string>()
        ).Run(rows, _ => true, Cancel);
}
