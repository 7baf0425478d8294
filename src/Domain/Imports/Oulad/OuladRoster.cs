using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>The university, its terms (one for each presentation code), its courses (modules) and classes (presentations).</summary>
internal sealed class OuladRoster(ImportPass pass)
{
    private const string University = "open-university";
    private const byte EveryDay = 0b0111_1111;

    private readonly Dictionary<string, Presentation> _presentations = new(StringComparer.Ordinal);
    private KeyedTable<Org> _orgs = null!;
    private KeyedTable<AcademicSession> _sessions = null!;
    private KeyedTable<Course> _courses = null!;
    private KeyedTable<Class> _classes = null!;

    /// <summary>Key of the university, which all students belong to.</summary>
    public long OrgId { get; private set; }

    /// <summary>Opens the tables; others that refer to them are opened later.</summary>
    public async Task OpenAsync()
    {
        _orgs = await pass.OpenAsync(Kinds.Orgs);
        _sessions = await pass.OpenAsync(Kinds.Sessions);
        _courses = await pass.OpenAsync(Kinds.Courses);
        _classes = await pass.OpenAsync(Kinds.Classes);
    }

    /// <summary>The presentation a row belongs to.</summary>
    /// <exception cref="RowFaultException">courses.csv has no such presentation.</exception>
    public Presentation Presentation(CsvRow row)
    {
        var key = Oulad.Presentation.KeyOf(row.Text("code_module", 64), row.Text("code_presentation", 16));
        return _presentations.GetValueOrDefault(key)
            ?? throw new RowFaultException("code_presentation", "courses.csv has no such module and presentation.");
    }

    /// <summary>Database key of a presentation's class.</summary>
    public long ClassId(Presentation presentation) => _classes.Find(presentation.Key)!.Value;

    /// <summary>Whether the class first came with this import.</summary>
    public bool IsNew(Presentation presentation) => _classes.IsNew(presentation.Key);

    /// <summary>Reads courses.csv, 22 rows, and writes all that follows from it.</summary>
    public async Task ReadCoursesAsync(BundleFile file)
    {
        await pass.ReadAsync(
            file,
            OuladLayouts.Courses,
            row =>
            {
                var presentation = Oulad.Presentation.Read(row);
                return _presentations.TryAdd(presentation.Key, presentation)
                    ? ValueTask.CompletedTask
                    : throw new RowFaultException("code_presentation", "An earlier row has the same presentation.");
            }
        );
        OrgId = _orgs.Reserve(University);
        await _orgs.PutAsync(NewOrg());
        foreach (var code in _presentations.Values.GroupBy(p => p.Code, StringComparer.Ordinal))
        {
            await _sessions.PutAsync(Session(code.First(), code.Max(p => p.End)));
        }

        foreach (var module in _presentations.Values.Select(p => p.Module).Distinct(StringComparer.Ordinal))
        {
            await _courses.PutAsync(NewCourse(module));
        }

        foreach (var presentation in _presentations.Values)
        {
            await _classes.PutAsync(NewClass(presentation));
        }

        await pass.FlushAsync(pass.Tally.File(file.Name));
    }

    private Org NewOrg() =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = University,
            Name = "Open University",
            Type = OrgType.School,
            Path = $"/{OrgId}/",
            TimeZone = "Europe/London",
            SchoolWeekdays = EveryDay,
        };

    private AcademicSession Session(Presentation first, DateOnly end) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = first.Code,
            OrgId = OrgId,
            Title = first.Code,
            Type = AcademicSessionType.Term,
            StartDate = first.Start,
            EndDate = end,
            SchoolYear = end.Year,
        };

    private Course NewCourse(string module) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = module,
            OrgId = OrgId,
            Title = module,
            CourseCode = module,
        };

    private Class NewClass(Presentation presentation) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = presentation.Key,
            OrgId = OrgId,
            CourseId = _courses.Find(presentation.Module)!.Value,
            SessionId = _sessions.Find(presentation.Code)!.Value,
            Title = $"{presentation.Module} {presentation.Code}",
            ClassCode = $"{presentation.Module}-{presentation.Code}",
            StartDate = presentation.Start,
            EndDate = presentation.End,
        };
}
