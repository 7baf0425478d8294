using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>Students, enrollments, outcomes and attributes: studentRegistration.csv joined with studentInfo.csv.</summary>
internal sealed class OuladStudents(ImportPass pass, OuladRoster roster)
{
    private static readonly Dictionary<string, OutcomeKind> Results = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Pass"] = OutcomeKind.Passed,
        ["Distinction"] = OutcomeKind.Passed,
        ["Fail"] = OutcomeKind.Failed,
        ["Withdrawn"] = OutcomeKind.Withdrawn,
    };

    private readonly Dictionary<string, Registration> _registrations = new(StringComparer.Ordinal);
    private readonly int[] _attributeIds = new int[OuladAttribute.All.Count];
    private KeyedTable<Student> _students = null!;
    private KeyedTable<AttributeDefinition> _definitions = null!;
    private KeyedTable<Enrollment> _enrollments = null!;
    private FactTable<Outcome, long> _outcomes = null!;
    private FactTable<StudentAttribute, (long, int, long)> _attributes = null!;

    /// <summary>Opens the tables.</summary>
    public async Task OpenAsync()
    {
        _students = await pass.OpenAsync(Kinds.Students);
        _definitions = await pass.OpenAsync(Kinds.Attributes);
        _enrollments = await pass.OpenAsync(Kinds.Enrollments);
        _outcomes = await pass.OpenAsync(Facts.Outcomes);
        _attributes = await pass.OpenAsync(Facts.Attributes);
        for (var i = 0; i < _attributeIds.Length; i++)
        {
            _attributeIds[i] = (int)await _definitions.PutAsync(OuladAttribute.All[i].Definition(pass.SourceId));
        }
    }

    /// <summary>Database key of a student who is enrolled in a presentation.</summary>
    /// <exception cref="RowFaultException">There is no such enrollment.</exception>
    public long Enrolled(Presentation presentation, string student)
    {
        if (_enrollments.Find(EnrollmentKey(presentation, student)) is null)
        {
            throw new RowFaultException("id_student", "The student is not enrolled in this presentation.");
        }

        return _students.Find(student)!.Value;
    }

    /// <summary>Reads both files; a row of one without its row of the other is set aside.</summary>
    public async Task ReadAsync(BundleFile registrations, BundleFile info)
    {
        await pass.ReadAsync(registrations, OuladLayouts.StudentRegistration, TakeRegistration);
        await pass.ReadAsync(info, OuladLayouts.StudentInfo, TakeInfoAsync);
        var counts = pass.Tally.File(registrations.Name);
        foreach (var unused in _registrations.Values.Where(r => !r.Used).OrderBy(r => r.Line))
        {
            pass.Tally.Quarantine(
                counts,
                unused.Line,
                new RowFaultException("id_student", $"{info.Name} has no usable row for this student and presentation.")
            );
        }
    }

    private ValueTask TakeRegistration(CsvRow row)
    {
        var presentation = roster.Presentation(row);
        var key = EnrollmentKey(presentation, row.Key("id_student"));
        var begin = row.OptionalInt("date_registration");
        var end = row.OptionalInt("date_unregistration");
        DateOnly? ended = end is { } e ? presentation.Day(e, "date_unregistration") : null;

        // Without a registration date only the start is sure, unless the student had left before it.
        var begun = begin is { } b ? presentation.Day(b, "date_registration") : Earlier(presentation.Start, ended);
        if (ended < begun)
        {
            throw new RowFaultException("date_unregistration", "The student left before registering.");
        }

        return _registrations.TryAdd(key, new Registration(row.Line, begun, ended))
            ? ValueTask.CompletedTask
            : throw new RowFaultException("id_student", "An earlier row has the same student and presentation.");
    }

    private async ValueTask TakeInfoAsync(CsvRow row)
    {
        var presentation = roster.Presentation(row);
        var student = row.Key("id_student");
        var key = EnrollmentKey(presentation, student);
        var result = row.OneOf("final_result", Results);
        var values = OuladAttribute.All.Select(a => a.Read(row)).ToArray();
        var registration = _registrations.GetValueOrDefault(key);
        if (registration is null || registration.Used)
        {
            throw new RowFaultException(
                "id_student",
                registration is null
                    ? "studentRegistration.csv has no usable row for this student and presentation."
                    : "An earlier row has the same student and presentation."
            );
        }

        registration.Used = true;
        var studentId = _students.Find(student) ?? await _students.PutAsync(NewStudent(student), "id_student");
        var isHistory = roster.IsNew(presentation);
        var enrollment = NewEnrollment(key, studentId, presentation, registration, isHistory);
        var enrollmentId = await _enrollments.PutAsync(enrollment, "id_student");
        await _outcomes.AddAsync(NewOutcome(enrollmentId, result, presentation, registration), isHistory);
        await AddAttributesAsync(values, studentId, enrollment, isHistory);
    }

    private Student NewStudent(string student) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = student,
            OrgId = roster.OrgId,
            GivenName = "Student",
            FamilyName = student,
        };

    private Enrollment NewEnrollment(
        string key,
        long student,
        Presentation presentation,
        Registration registration,
        bool isHistory
    ) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = key,
            StudentId = student,
            ClassId = roster.ClassId(presentation),
            BeginDate = registration.Begin,
            EndDate = registration.End,
            EndKnownFrom =
                registration.End is null || isHistory || !_enrollments.HadRows
                    ? registration.End
                    : Kinds.Later(registration.End, pass.Today),
            ImportId = pass.ImportId,
        };

    // A withdrawal is decided, and known, the day it is made; a result on the last day, and known like any mark.
    private Outcome NewOutcome(long enrollment, OutcomeKind kind, Presentation presentation, Registration registration)
    {
        var lastDay = presentation.End.AddDays(-1);
        var withdrawn = kind == OutcomeKind.Withdrawn;
        var decided = withdrawn ? registration.End ?? lastDay : lastDay;
        return new Outcome
        {
            EnrollmentId = enrollment,
            Kind = kind,
            DecidedOn = decided,
            KnownFrom = withdrawn ? decided : decided.AddDays(pass.Options.MarkLagDays),
            ImportId = pass.ImportId,
        };
    }

    private async ValueTask AddAttributesAsync(
        (string? Text, double? Number)[] values,
        long student,
        Enrollment enrollment,
        bool isHistory
    )
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { Text: null, Number: null })
            {
                continue;
            }

            var value = new StudentAttribute
            {
                StudentId = student,
                AttributeId = _attributeIds[i],
                EnrollmentId = enrollment.Id,
                Text = values[i].Text,
                Number = values[i].Number,
                KnownFrom = enrollment.BeginDate,
                ImportId = pass.ImportId,
            };
            await _attributes.AddAsync(value, isHistory);
        }
    }

    private static string EnrollmentKey(Presentation presentation, string student) => $"{presentation.Key}/{student}";

    private static DateOnly Earlier(DateOnly a, DateOnly? b) => b < a ? b.Value : a;

    private sealed record Registration(long Line, DateOnly Begin, DateOnly? End)
    {
        public bool Used { get; set; }
    }
}
