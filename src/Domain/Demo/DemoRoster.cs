using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Demo;

/// <summary>Next free key of each table; schools are made one after another, so keys follow from the options.</summary>
internal sealed class DemoKeys
{
    public long Student = 1;
    public long Class = 1;
    public long Enrollment = 1;
    public long LineItem = 1;
    public long Staff = 1;
    public long Assignment = 1;
    public long Caseload = 1;
    public long Attendance = 1;
    public long Incident = 1;
    public long Attribute = 1;
}

/// <summary>A subject: a course for each year group, how hard it is, and which of them it is in the list.</summary>
internal sealed record DemoSubject(string Name, string Code, double Difficulty, string[] Courses);

/// <summary>Rows that are the same for every school of the district, and the constants that name them.</summary>
internal static class DemoRoster
{
    public const string SourceName = "demo";
    public const int SourceId = 1;
    public const long ImportId = 1;
    public const long DistrictId = 1;
    public const string TimeZone = "America/Chicago";

    public static readonly DemoSubject[] Subjects =
    [
        new("Mathematics", "MAT", 4.5, ["Algebra I", "Geometry", "Algebra II", "Statistics and Modelling"]),
        new("English", "ENG", 0.5, ["English 9", "English 10", "English 11", "English 12"]),
        new("Science", "SCI", 2.5, ["Biology", "Chemistry", "Physics", "Environmental Science"]),
        new("Social Studies", "SOC", -0.5, ["World Geography", "World History", "Modern History", "Economics"]),
        new("Languages", "LAN", -1.0, ["Spanish I", "Spanish II", "French I", "French II"]),
        new("Arts and Technology", "ART", -5.0, ["Studio Art", "Computer Science", "Music", "Design and Media"]),
    ];

    public static readonly LineItemCategory[] Categories =
    [
        Category(1, "Homework"),
        Category(2, "Quiz"),
        Category(3, "Project"),
        Category(4, "Test"),
    ];

    /// <summary>Attributes with the use an administrator would have classed them with; one is left open.</summary>
    public static readonly AttributeDefinition[] Attributes =
    [
        Attribute(1, "sex", "Sex", AttributeUse.Protected, "female\nmale"),
        Attribute(
            2,
            "ethnicity",
            "Ethnicity",
            AttributeUse.Protected,
            "Asian\nBlack\nHispanic\nMiddle Eastern\nTwo or more\nWhite"
        ),
        Attribute(3, "lunch", "School lunch", AttributeUse.Protected, "free\nreduced\nfull price"),
        Attribute(
            4,
            "home_language",
            "Home language",
            AttributeUse.Protected,
            "Arabic\nEnglish\nFrench\nGujarati\nHindi\nJapanese\nKorean\nMandarin\nSpanish\nSwahili\nTelugu\nUkrainian\nVietnamese\nYoruba"
        ),
        Attribute(5, "english_learner", "English learner", AttributeUse.Protected, "no\nyes"),
        Attribute(6, "disability", "Disability", AttributeUse.Protected, "no\nyes"),
        new()
        {
            Id = 7,
            SourceId = SourceId,
            Name = "paid_work_hours",
            Label = "Hours of paid work a week",
            Kind = AttributeKind.Numeric,
            Use = AttributeUse.Feature,
        },
        Attribute(
            8,
            "plans_after_school",
            "Plans after school",
            AttributeUse.Feature,
            "University\nCollege or training\nWork\nUndecided"
        ),
        Attribute(9, "way_to_school", "Way to school", AttributeUse.Unclassified, "Bus\nBicycle\nCar\nOn foot"),
    ];

    public static Org District() =>
        new()
        {
            Id = DistrictId,
            SourceId = SourceId,
            SourcedId = "district",
            Name = "Demo School District",
            Type = OrgType.District,
            Path = "/1/",
            TimeZone = TimeZone,
        };

    public static Org School(int index)
    {
        var id = index + 2L;
        var names = DemoNames.SchoolNames;
        var kinds = DemoNames.SchoolKinds;
        var name = $"{names[index % names.Length]} {kinds[index / names.Length % kinds.Length]}";
        var round = index / (names.Length * kinds.Length);
        return new Org
        {
            Id = id,
            SourceId = SourceId,
            SourcedId = $"school-{id}",
            Name = round == 0 ? name : $"{name} {round + 1}",
            Type = OrgType.School,
            ParentId = DistrictId,
            Path = $"/1/{id}/",
            TimeZone = TimeZone,
        };
    }

    /// <summary>One course for each subject and year group, offered by the district.</summary>
    public static IEnumerable<Course> Courses() =>
        Subjects.SelectMany(
            (subject, s) =>
                subject.Courses.Select(
                    (title, year) =>
                        new Course
                        {
                            Id = CourseId(s, 9 + year),
                            SourceId = SourceId,
                            SourcedId = $"course-{CourseId(s, 9 + year)}",
                            OrgId = DistrictId,
                            Title = title,
                            CourseCode = $"{subject.Code}{9 + year}",
                            Subject = subject.Name,
                        }
                )
        );

    public static long CourseId(int subject, int grade) => (subject * 4) + grade - 9 + 1;

    private static LineItemCategory Category(int id, string title) =>
        new()
        {
            Id = id,
            SourceId = SourceId,
            SourcedId = $"category-{id}",
            Title = title,
        };

    private static AttributeDefinition Attribute(int id, string name, string label, AttributeUse use, string levels) =>
        new()
        {
            Id = id,
            SourceId = SourceId,
            Name = name,
            Label = label,
            Kind = AttributeKind.Categorical,
            Use = use,
            Levels = levels,
        };
}
