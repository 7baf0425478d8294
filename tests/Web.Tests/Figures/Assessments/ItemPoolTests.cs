using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>Which line items of different classes are the same piece of work.</summary>
public sealed class ItemPoolTests
{
    [Fact]
    public void One_kind_and_title_are_one_piece_of_work()
    {
        var names = Names([Class("Quiz 1", "Project"), Class("Project", "Quiz 1")]);

        names[0].ShouldBe([new ItemName("Work", "Quiz 1", 0), new ItemName("Work", "Project", 0)]);
        names[1].ShouldBe([new ItemName("Work", "Project", 0), new ItemName("Work", "Quiz 1", 0)]);
    }

    [Fact]
    public void Two_of_one_title_in_a_class_stay_two()
    {
        var names = Names([Class("Quiz", "Quiz")]);

        names[0].ShouldBe([new ItemName("Work", "Quiz", 0), new ItemName("Work", "Quiz", 1)]);
    }

    [Fact]
    public void Titles_that_do_not_recur_give_way_to_kind_and_number()
    {
        var names = Names([Class("A", "B"), Class("C", "D"), Class("E", "F")]);

        names.ShouldAllBe(n => n.SequenceEqual(new[] { new ItemName("Work", "", 1), new ItemName("Work", "", 2) }));
    }

    [Fact]
    public void Work_without_a_title_has_that_of_its_kind() =>
        Names([Class("", "B")])[0][0].ShouldBe(new ItemName("Work", "Work", 0));

    [Fact]
    public void Numbered_work_is_shown_with_its_title_where_it_has_one()
    {
        var number = new ItemName("Work", "", 2);

        ItemPool.Shown(number, ["Project", "Project"]).ShouldBe(new ItemName("Work", "Project", 0));
        ItemPool.Shown(number, ["Project", "Essay"]).ShouldBe(number);
        ItemPool.Shown(number, ["", ""]).ShouldBe(number);
        var titled = new ItemName("Work", "Quiz", 1);
        ItemPool.Shown(titled, ["Quiz"]).ShouldBe(titled);
    }

    private static IReadOnlyList<ItemName[]> Names(IReadOnlyList<ClassWork> classes) =>
        ItemPool.Of(classes, ItemPool.Recur(classes));

    private static ClassWork Class(params string[] titles) =>
        new()
        {
            Book = new ClassBook
            {
                Id = 1,
                OrgId = 1,
                CourseId = 1,
                SessionId = 1,
                Start = 0,
                End = 100,
            },
            Title = "Class",
            Term = 0,
            Course = new WorkCourse(1, "Course", ""),
            Names = Array.ConvertAll(titles, t => new WorkName("Work", t)),
            IsRecorded = [],
        };
}
