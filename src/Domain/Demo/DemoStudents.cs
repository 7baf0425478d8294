using System.Globalization;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Demo;

/// <summary>Makes the students of a school and what their record says about them.</summary>
internal sealed class DemoStudents(DemoOptions options, DemoCalendar calendar, DemoKeys keys)
{
    private static readonly string[] Ethnicities = ["Asian", "Black", "Hispanic", "Middle Eastern", "White"];
    private static readonly double[] Traditions = [.. DemoNames.Traditions.Select(t => t.Weight)];

    /// <summary>Students in the order of their keys, with their lives drawn.</summary>
    public List<DemoStudent> Make(long schoolId, int count)
    {
        var students = new List<DemoStudent>(count);
        for (var i = 0; i < count; i++)
        {
            var dice = new Dice(options.Seed, 1, keys.Student);
            var student = MakeOne(dice, schoolId, i * DemoStudent.Cohorts / count);
            student.Live(dice, calendar);
            student.Row.Grade = LastGrade(student);
            students.Add(student);
        }

        return students;
    }

    /// <summary>Attribute values of a student, known when the student joined or answered the survey.</summary>
    public IEnumerable<StudentAttribute> Attributes(DemoStudent student)
    {
        var dice = new Dice(options.Seed, 2, student.Row.Id);
        var joined = student.Joins;
        var lunch = dice.Weighted([Math.Exp(-0.9 + (0.9 * student.Load)), Math.Exp(-1.6 + (0.4 * student.Load)), 1]);
        yield return Value(student, 1, student.IsGirl ? "female" : "male", joined);
        yield return Value(student, 2, student.Ethnicity, joined);
        yield return Value(student, 3, ((string[])["free", "reduced", "full price"])[lunch], joined);
        yield return Value(student, 4, student.Language, joined);
        yield return Value(student, 5, student.IsEnglishLearner ? "yes" : "no", joined);
        yield return Value(student, 6, dice.Chance(0.11) ? "yes" : "no", joined);
        yield return Value(student, 9, dice.Pick(["Bus", "Bus", "Car", "On foot", "Bicycle"]), joined);

        // A survey in the third week at the school; one in six does not answer.
        var answered = joined.AddDays(16);
        if (dice.Chance(5.0 / 6) && answered <= calendar.LastDay)
        {
            var hours = Math.Round(Math.Max(0, 2 + (5.5 * student.Load) + (4 * dice.Normal())));
            yield return Value(student, 7, null, answered, Math.Min(30, hours));
            yield return Value(student, 8, Plan(student, dice), answered);
        }
    }

    private DemoStudent MakeOne(Dice dice, long schoolId, int cohort)
    {
        var t = dice.Weighted(Traditions);
        var tradition = DemoNames.Traditions[t];
        var girl = dice.Chance(0.5);
        var language = tradition.Language(dice);
        var ability = dice.Normal();
        var id = keys.Student++;
        return new DemoStudent
        {
            Row = new Student
            {
                Id = id,
                SourceId = DemoRoster.SourceId,
                SourcedId = $"s{id.ToString(CultureInfo.InvariantCulture)}",
                OrgId = schoolId,
                GivenName = tradition.Given(dice, girl),
                FamilyName = tradition.Family(dice),
            },
            Cohort = cohort,
            IsGirl = girl,
            Tradition = tradition,
            Language = language,
            Ethnicity = Ethnicity(dice, DemoNames.UsualEthnicity[t]),
            // Being an English learner is drawn apart from every trait: the true risk does not depend on it.
            IsEnglishLearner = language is not "English" && dice.Chance(0.45),
            Ability = ability,
            Engagement = (0.35 * ability) + (0.9 * dice.Normal()),
            Load = (-0.2 * ability) + (0.95 * dice.Normal()),
        };
    }

    private static string Ethnicity(Dice dice, string usual) =>
        dice.Uniform() switch
        {
            < 0.84 => usual,
            < 0.93 => "Two or more",
            _ => dice.Pick(Ethnicities),
        };

    private static string Plan(DemoStudent student, Dice dice)
    {
        var drive = (0.7 * student.Ability) + (0.5 * student.Engagement);
        return ((string[])["University", "College or training", "Work", "Undecided"])[
            dice.Weighted([
                Math.Exp(0.6 + drive),
                1,
                Math.Exp(-0.9 + (0.4 * student.Load)),
                Math.Exp(-0.3 - (0.5 * drive)),
            ])
        ];
    }

    private string LastGrade(DemoStudent student)
    {
        var last = calendar.Terms.Last(t =>
            t.Index <= student.LastTerm && (t.Index == 0 || t.Start < (student.Leaves ?? DateOnly.MaxValue))
        );
        return Math.Clamp(student.GradeIn(last.Year), 9, 12).ToString("00", CultureInfo.InvariantCulture);
    }

    private StudentAttribute Value(
        DemoStudent student,
        int attribute,
        string? text,
        DateOnly known,
        double? number = null
    ) =>
        new()
        {
            Id = keys.Attribute++,
            StudentId = student.Row.Id,
            AttributeId = attribute,
            Text = text,
            Number = number,
            KnownFrom = known,
            ImportId = DemoRoster.ImportId,
        };
}
