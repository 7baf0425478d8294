using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>Classes of one course with work that everybody handed in, without a database.</summary>
internal static class MadeClasses
{
    private const int Start = 739_000;

    /// <summary>A class; a student's key is a thousand times the class's and a number from 0 on.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="school">Its school.</param>
    /// <param name="term">Its term.</param>
    /// <param name="titles">Titles of its work, all of one kind, in the order it is due.</param>
    /// <param name="rows">The marks of each student, and whether the course was not passed.</param>
    public static ClassWork Of(
        long id,
        long school,
        int term,
        string[] titles,
        IEnumerable<(float[] Marks, bool Failed)> rows
    )
    {
        var book = new ClassBook
        {
            Id = id,
            OrgId = school,
            CourseId = 1,
            SessionId = term,
            Start = Start,
            End = Start + 140,
        };
        // Only the book of a school fills it.
        typeof(ClassBook)
            .GetProperty(nameof(ClassBook.LineItems))!
            .SetValue(
                book,
                Array.ConvertAll(
                    [.. Enumerable.Range(0, titles.Length)],
                    i => new LineItemBook((id * 100) + i, Start + (10 * (i + 1)), 0, 100, 1)
                )
            );
        var work = new ClassWork
        {
            Book = book,
            Title = $"Class {id}",
            Term = term,
            Course = new WorkCourse(1, "Geometry", ""),
            Names = Array.ConvertAll(titles, t => new WorkName("Test", t)),
            IsRecorded = Array.ConvertAll(titles, _ => true),
        };
        work.Rows.AddRange(
            rows.Select(
                (row, s) =>
                    new WorkRow(
                        (id * 1000) + s,
                        Array.ConvertAll(titles, _ => WorkState.Marked),
                        row.Marks,
                        [.. titles.Select((_, i) => (short)((10 * (i + 1)) + 7))],
                        row.Failed,
                        row.Marks.Average()
                    )
            )
        );
        return work;
    }

    /// <summary>Students with marks by chance.</summary>
    public static IEnumerable<(float[] Marks, bool Failed)> Students(int count, int items, Random random) =>
        Enumerable
            .Range(0, count)
            .Select(_ =>
                (Enumerable.Range(0, items).Select(_ => (float)random.Next(30, 101)).ToArray(), random.Next(3) == 0)
            )
            .ToList();
}
