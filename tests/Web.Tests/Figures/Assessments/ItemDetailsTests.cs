using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>Tries to work out what is hidden of a piece of work: a small class, a few marks, a band's outcome.</summary>
public sealed class ItemDetailsTests
{
    private const int Start = 739_000;

    [Fact]
    public void A_small_class_cannot_be_worked_out_from_the_others()
    {
        // 25, 24, and 6 of whom 2 handed nothing in.
        var detail = Of([Class(1, 25, 0, 1), Class(2, 24, 0, 1), Class(3, 6, 2, 1)]);

        var shown = detail.Classes.ShouldHaveSingleItem();
        (shown.Title, shown.Due).ShouldBe(("Class 1", 25));
    }

    [Fact]
    public void Of_every_sum_none_is_hidden_or_two_that_are_enough_together()
    {
        var random = new Random(1);
        var (hid, showed) = (0, 0);
        for (var trial = 0; trial < 300; trial++)
        {
            List<ClassWork> classes =
            [
                .. Enumerable
                    .Range(1, random.Next(2, 7))
                    .Select(c => Class(c, random.Next(1, 40), random.Next(0, 12), random.Next(1000))),
            ];
            var all = classes.Sum(c => c.Rows.Count);
            if (all < 10)
            {
                continue;
            }

            var detail = Of(classes);
            var dark = classes.Where(c => !detail.Classes.Any(d => d.Title == c.Title)).ToList();
            dark.Count.ShouldNotBe(1);
            (dark.Count == 0 || dark.Sum(c => c.Rows.Count) >= 10).ShouldBeTrue();
            (hid, showed) = (hid + dark.Count, showed + detail.Classes.Count);

            // The mean of all is shown where ten are marked: what classes lack of it is no few either.
            var marked = classes.ConvertAll(c => c.Rows.Count(r => r.States[0] == WorkState.Marked));
            var without = classes
                .Zip(marked)
                .Where(c => c.Second > 0 && detail.Classes.FirstOrDefault(d => d.Title == c.First.Title)?.Mean is null)
                .Select(c => c.Second)
                .ToList();
            if (marked.Sum() >= 10)
            {
                // One alone is not listed at all for another's sake, which has no marks; it is no few.
                (without.Count == 0 || without.Sum() >= 10).ShouldBeTrue();
                (without.Count == 1 && detail.Classes.Any(d => d.Mean is null)).ShouldBeFalse();
            }

            var rows = classes.SelectMany(c => c.Rows).ToList();
            var bands = Enum.GetValues<OutcomeBandKind>()
                .Select(k => (Kind: k, Rows: rows.Where(r => Kind(r) == k).ToList()))
                .ToList();
            foreach (var band in detail.Bands)
            {
                var members = bands.Single(b => b.Kind == band.Kind).Rows;
                members.Count(r => r.Failed == true).ShouldBeGreaterThanOrEqualTo(10);
                members.Count(r => r.Failed == false).ShouldBeGreaterThanOrEqualTo(10);
                band.NotPassed.Value.ShouldBe(members.Count(r => r.Failed == true) / (double)members.Count, 1e-4);
                band.Students.ShouldBe((int)(5 * Math.Round(members.Count / 5.0, MidpointRounding.AwayFromZero)));
            }

            // Where none is shown there is nothing to take away from.
            var untold = bands.Count(b => b.Rows.Count > 0 && !detail.Bands.Any(d => d.Kind == b.Kind));
            (untold == 1 && detail.Bands.Count > 0).ShouldBeFalse("the others would tell it");
        }

        (hid > 0 && showed > 0).ShouldBeTrue();
    }

    [Fact]
    public void Bars_hold_ten_students_each_and_cover_the_scale()
    {
        ItemDetails
            .Bars([1, 0, 0, 12, 30, 30, 20, 10, 4, 3], 60)
            .Select(b => (b.From, b.To, b.Students, b.Share))
            .ShouldBe([
                (0, 40, 15, 0.12),
                (40, 50, 30, 0.27),
                (50, 60, 30, 0.27),
                (60, 70, 20, 0.18),
                (70, 100, 15, 0.15),
            ]);
        ItemDetails.Bars([0, 9, 0, 0, 0, 0, 0, 0, 0, 0], 60).ShouldBeEmpty();
        // Twelve below and thirteen above are ten each; of the nine below nobody is shown alone.
        ItemDetails
            .Bars([0, 0, 0, 0, 6, 6, 4, 3, 3, 3], 60)
            .Select(b => (b.From, b.To, b.Students))
            .ShouldBe([(0, 60, 10), (60, 100, 15)]);
        ItemDetails.Bars([0, 0, 0, 0, 3, 6, 4, 3, 3, 3], 60).ShouldAllBe(b => b.From < 60 && b.To > 60);

        var random = new Random(2);
        for (var trial = 0; trial < 500; trial++)
        {
            int[] counts = [.. Enumerable.Range(0, 10).Select(_ => random.Next(0, random.Next(1, 40)))];
            var pass = random.Next(0, 101);
            var bars = ItemDetails.Bars(counts, pass);
            // What passes for sure, and what does not or may, stand apart where ten are on either side.
            var passing = counts.Where((_, c) => c * 10 >= pass).Sum();
            var apart = passing >= 10 && counts.Sum() - passing >= 10;
            (apart && bars.Any(b => b.From < pass && b.To > 10 * ((pass + 9) / 10))).ShouldBeFalse();
            (bars.Count == 0).ShouldBe(counts.Sum() < 10);
            foreach (var (bar, i) in bars.Select((b, i) => (b, i)))
            {
                bar.From.ShouldBe(i == 0 ? 0 : bars[i - 1].To);
                var n = counts.Where((_, c) => c * 10 >= bar.From && c * 10 < bar.To).Sum();
                n.ShouldBeGreaterThanOrEqualTo(10);
                bar.Students.ShouldBe((int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero)));
                bar.Share.ShouldBe(n / (double)counts.Sum(), 0.0051);
            }

            if (bars.Count > 0)
            {
                bars[^1].To.ShouldBe(100);
            }
        }
    }

    private static OutcomeBandKind? Kind(WorkRow row) =>
        row.States[0] == WorkState.Missing ? OutcomeBandKind.Missing
        : row.Marks[0] < 60 ? OutcomeBandKind.Below
        : row.Marks[0] < 80 ? OutcomeBandKind.Passed
        : row.Marks[0] >= 80 ? OutcomeBandKind.Well
        : null;

    private static ItemDetail Of(List<ClassWork> classes)
    {
        var table = CourseTable.Of(classes, ItemPool.Of(classes, true));
        return new ItemDetails(table, new ItemStatistics(table, ["a"], 60), 60).Of(0, true);
    }

    private static ClassWork Class(long id, int students, int missing, int seed)
    {
        var book = new ClassBook
        {
            Id = id,
            OrgId = 1,
            CourseId = 1,
            SessionId = 1,
            Start = Start,
            End = Start + 140,
        };
        // Only the book of a school fills it.
        typeof(ClassBook)
            .GetProperty(nameof(ClassBook.LineItems))!
            .SetValue(book, new[] { new LineItemBook(id, Start + 20, 0, 100, 1) });
        var work = new ClassWork
        {
            Book = book,
            Title = $"Class {id}",
            Term = 1,
            Course = new WorkCourse(1, "Geometry", ""),
            Names = [new WorkName("Quiz", "Quiz")],
            IsRecorded = [true],
        };
        var random = new Random(seed);
        for (var s = 0; s < students; s++)
        {
            var isMissing = s < missing;
            var mark = isMissing ? float.NaN : random.Next(30, 101);
            work.Rows.Add(
                new WorkRow(
                    (id * 1000) + s,
                    [isMissing ? WorkState.Missing : WorkState.Marked],
                    [mark],
                    [(short)(isMissing ? -1 : 27)],
                    random.NextDouble() < 0.4,
                    float.NaN
                )
            );
        }

        return work;
    }
}
