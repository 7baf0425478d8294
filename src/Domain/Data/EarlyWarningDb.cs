using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Notes;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Support;
using EarlyWarning.Domain.Time;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Data;

/// <summary>The database of one installation. One context per operation, from the factory.</summary>
/// <param name="options">Provider and connection.</param>
public sealed class EarlyWarningDb(DbContextOptions<EarlyWarningDb> options)
    : IdentityDbContext<AppUser, IdentityRole<long>, long>(options)
{
    /// <summary>Sources of records.</summary>
    public DbSet<Source> Sources => Set<Source>();

    /// <summary>Organisations.</summary>
    public DbSet<Org> Orgs => Set<Org>();

    /// <summary>Terms and other academic sessions.</summary>
    public DbSet<AcademicSession> AcademicSessions => Set<AcademicSession>();

    /// <summary>Holidays and extra school days.</summary>
    public DbSet<CalendarException> CalendarExceptions => Set<CalendarException>();

    /// <summary>Students. Start from <see cref="Visibility.StudentsVisibleTo"/> wherever a person looks.</summary>
    public DbSet<Student> Students => Set<Student>();

    /// <summary>Definitions of student attributes.</summary>
    public DbSet<AttributeDefinition> AttributeDefinitions => Set<AttributeDefinition>();

    /// <summary>Values of student attributes.</summary>
    public DbSet<StudentAttribute> StudentAttributes => Set<StudentAttribute>();

    /// <summary>Courses.</summary>
    public DbSet<Course> Courses => Set<Course>();

    /// <summary>Classes.</summary>
    public DbSet<Class> Classes => Set<Class>();

    /// <summary>Enrollments of students in classes.</summary>
    public DbSet<Enrollment> Enrollments => Set<Enrollment>();

    /// <summary>Staff as the school's records know them.</summary>
    public DbSet<StaffMember> Staff => Set<StaffMember>();

    /// <summary>Who teaches what, and when.</summary>
    public DbSet<ClassAssignment> ClassAssignments => Set<ClassAssignment>();

    /// <summary>Who counsels whom, and when.</summary>
    public DbSet<CaseloadEntry> CaseloadEntries => Set<CaseloadEntry>();

    /// <summary>Categories of graded work.</summary>
    public DbSet<LineItemCategory> LineItemCategories => Set<LineItemCategory>();

    /// <summary>Graded work.</summary>
    public DbSet<LineItem> LineItems => Set<LineItem>();

    /// <summary>Results.</summary>
    public DbSet<Result> Results => Set<Result>();

    /// <summary>Exceptions from attendance.</summary>
    public DbSet<AttendanceEvent> AttendanceEvents => Set<AttendanceEvent>();

    /// <summary>Behaviour records.</summary>
    public DbSet<Incident> Incidents => Set<Incident>();

    /// <summary>Daily online activity.</summary>
    public DbSet<ActivityDay> ActivityDays => Set<ActivityDay>();

    /// <summary>Outcomes of enrollments.</summary>
    public DbSet<Outcome> Outcomes => Set<Outcome>();

    /// <summary>Imports.</summary>
    public DbSet<ImportBatch> Imports => Set<ImportBatch>();

    /// <summary>Rows set aside by imports.</summary>
    public DbSet<QuarantinedRow> QuarantinedRows => Set<QuarantinedRow>();

    /// <summary>Model versions.</summary>
    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();

    /// <summary>Decisions about model versions.</summary>
    public DbSet<ModelDecision> ModelDecisions => Set<ModelDecision>();

    /// <summary>Runs of retraining, rescoring and promotion.</summary>
    public DbSet<Run> Runs => Set<Run>();

    /// <summary>Steps of runs.</summary>
    public DbSet<RunStep> RunSteps => Set<RunStep>();

    /// <summary>The one lock under which runs are executed.</summary>
    public DbSet<RunLease> RunLeases => Set<RunLease>();

    /// <summary>What administrators should know.</summary>
    public DbSet<Alert> Alerts => Set<Alert>();

    /// <summary>Figures of monitoring.</summary>
    public DbSet<DriftFigure> DriftFigures => Set<DriftFigure>();

    /// <summary>Score generations.</summary>
    public DbSet<ScoreGeneration> ScoreGenerations => Set<ScoreGeneration>();

    /// <summary>The pointer to the generation in service.</summary>
    public DbSet<CurrentScores> CurrentScores => Set<CurrentScores>();

    /// <summary>Scores.</summary>
    public DbSet<Score> Scores => Set<Score>();

    /// <summary>Cuts between the states.</summary>
    public DbSet<FlagCut> FlagCuts => Set<FlagCut>();

    /// <summary>Class medians and drivers.</summary>
    public DbSet<ClassSummary> ClassSummaries => Set<ClassSummary>();

    /// <summary>Kinds of support offered.</summary>
    public DbSet<SupportKind> SupportKinds => Set<SupportKind>();

    /// <summary>Support of students. Start from <see cref="SupportAccess"/> wherever a person looks.</summary>
    public DbSet<SupportCase> SupportCases => Set<SupportCase>();

    /// <summary>What was changed of cases.</summary>
    public DbSet<SupportChange> SupportChanges => Set<SupportChange>();

    /// <summary>What happened in cases.</summary>
    public DbSet<SupportEntry> SupportEntries => Set<SupportEntry>();

    /// <summary>Notes about students. Start from <see cref="NoteAccess"/> wherever a person looks.</summary>
    public DbSet<Note> Notes => Set<Note>();

    /// <summary>What notes said before.</summary>
    public DbSet<NoteVersion> NoteVersions => Set<NoteVersion>();

    /// <summary>Disputes and silences of flags. Start from <see cref="FlagAccess"/> wherever a person looks.</summary>
    public DbSet<FlagReview> FlagReviews => Set<FlagReview>();

    /// <summary>What people are told. Start from <see cref="InboxAccess"/> wherever a person looks.</summary>
    public DbSet<InboxItem> InboxItems => Set<InboxItem>();

    /// <summary>What people do not want to be told.</summary>
    public DbSet<InboxOptOut> InboxOptOuts => Set<InboxOptOut>();

    /// <summary>What was last told of enrollments.</summary>
    public DbSet<ToldState> ToldStates => Set<ToldState>();

    /// <summary>Of which scores staff were told.</summary>
    public DbSet<ToldScores> ToldScores => Set<ToldScores>();

    /// <summary>Weeks whose letters were dealt with.</summary>
    public DbSet<DigestWeek> DigestWeeks => Set<DigestWeek>();

    /// <summary>Weekly letters.</summary>
    public DbSet<DigestLetter> DigestLetters => Set<DigestLetter>();

    /// <summary>Figures of administrators' pages.</summary>
    public DbSet<FigureSheet> FigureSheets => Set<FigureSheet>();

    /// <summary>Cohorts that administrators compare.</summary>
    public DbSet<SavedCohort> SavedCohorts => Set<SavedCohort>();

    /// <summary>Decisions on cuts by group.</summary>
    public DbSet<GroupCutDecision> GroupCutDecisions => Set<GroupCutDecision>();

    /// <summary>Roles of people in organisations.</summary>
    public DbSet<RoleGrant> RoleGrants => Set<RoleGrant>();

    /// <summary>One-time links.</summary>
    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();

    /// <summary>The access log.</summary>
    public DbSet<AccessLogEntry> AccessLog => Set<AccessLogEntry>();

    /// <summary>When people last opened their start pages.</summary>
    public DbSet<StaffVisit> StaffVisits => Set<StaffVisit>();

    /// <summary>Keys that protect cookies and tokens.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Facts about the installation, by name.</summary>
    public DbSet<InstallationFact> InstallationFacts => Set<InstallationFact>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(EarlyWarningDb).Assembly);
    }
}

/// <summary>A key of ASP.NET Core data protection, as XML.</summary>
public sealed class DataProtectionKey
{
    /// <summary>Database key.</summary>
    public int Id { get; set; }

    /// <summary>Name given by the framework.</summary>
    public string? FriendlyName { get; set; }

    /// <summary>The key's XML.</summary>
    public required string Xml { get; set; }
}

/// <summary>A fact about the installation, such as "this database holds the demo school".</summary>
public sealed class InstallationFact
{
    /// <summary>Name of the marker of a demo database; its value is "students=N;seed=S".</summary>
    public const string DemoSchool = "demo-school";

    /// <summary>Unique name.</summary>
    public required string Name { get; set; }

    /// <summary>Value.</summary>
    public required string Value { get; set; }
}
