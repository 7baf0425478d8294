using System.Globalization;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Figures.Quality;

namespace EarlyWarning.Web.Features.Quality;

/// <summary>Quality of data in words.</summary>
internal static class QualityWords
{
    /// <summary>A table.</summary>
    public static string Table(QualityTable table) =>
        table switch
        {
            QualityTable.Students => L["Students"],
            QualityTable.Attributes => L["Attributes"],
            QualityTable.Classes => L["Classes"],
            QualityTable.Enrollments => L["Enrollments|table"],
            QualityTable.LineItems => L["Work set"],
            QualityTable.Results => L["Marks and hand-ins"],
            QualityTable.Attendance => L["Attendance"],
            QualityTable.Incidents => L["Behaviour"],
            QualityTable.Activity => L["Online activity"],
            _ => L["Outcomes of courses"],
        };

    /// <summary>A column; an attribute by its label.</summary>
    public static string Column(QualityCount count) =>
        count.Table == QualityTable.Attributes
            ? count.Column
            : count.Column switch
            {
                "" => L["whole row"],
                "grade" => L["year level"],
                "name" => L["name"],
                "periods" => L["period of the day"],
                "endDate" => L["last day"],
                "endKnownFrom" => L["day on which leaving was known"],
                "teacher" => L["teacher"],
                "enrollments" => L["students in it"],
                "weight" => L["weight"],
                "resultValueMax" => L["scale of marks"],
                "dueDate" => L["day it is due"],
                "assignDate" => L["day it was set"],
                "results" => L["results four weeks after it was due"],
                "score" => L["mark"],
                "submittedOn" => L["day of the hand-in"],
                "occurredOn" => L["day"],
                "status" => L["state of the work"],
                "category" => L["kind of absence"],
                "date" => L["day"],
                "behavior" => L["kind of behaviour"],
                "severity" => L["severity"],
                "knownFrom" => L["day it became known"],
                "events" => L["number of events"],
                "finalScore" => L["final score"],
                "kind" => L["how it ended"],
                "decidedOn" => L["day it was decided"],
                _ => count.Column,
            };

    /// <summary>What is wrong.</summary>
    public static string Fault(QualityFault fault) =>
        fault switch
        {
            QualityFault.Missing => L["missing"],
            QualityFault.OutOfRange => L["out of range"],
            QualityFault.WrongDay => L["day that cannot be"],
            QualityFault.Unseen => L["code never seen before"],
            QualityFault.Duplicate => L["said twice"],
            _ => L["belongs to nothing"],
        };

    /// <summary>A feed.</summary>
    public static string Feed(FeedKinds kind) =>
        kind switch
        {
            FeedKinds.Attendance => L["Attendance"],
            FeedKinds.Marks => L["Marks and hand-ins"],
            FeedKinds.Activity => L["Online activity"],
            _ => L["Behaviour"],
        };

    /// <summary>How a feed goes.</summary>
    public static string State(FeedState state) =>
        state switch
        {
            FeedState.Never => L["nothing was ever recorded"],
            FeedState.Running => L["runs"],
            FeedState.Stopped => L["stopped"],
            FeedState.GivenUp => L["given up: scores go on without it"],
            _ => L["no class runs"],
        };

    /// <summary>Where an import stands.</summary>
    public static string State(ImportState state) =>
        state switch
        {
            ImportState.Applied => L["applied"],
            ImportState.Refused => L["refused"],
            _ => L["running|import"],
        };

    /// <summary>What the page says today.</summary>
    public static string Lead(QualityView view)
    {
        if (view.Records is not { } records)
        {
            return L["How complete and how sound the records are."];
        }

        var stopped = records.Feeds.Count(f => f.State is FeedState.Stopped or FeedState.GivenUp);
        var feeds =
            stopped == 0 ? L["No feed has stopped."]
            : stopped == 1 ? L["One feed has stopped."]
            : L["{0} feeds have stopped.", stopped];
        var found = records.Counts.Count(c => c.Count > 0);
        var faults =
            found == 0
                ? L["None of the {0} checks of {1} found a fault.", records.Counts.Count, records.Term]
                : L["{0} of the {1} checks of {2} found something.", found, records.Counts.Count, records.Term];
        var aside = view.Imports?.Imports.Sum(i => i.SetAside) ?? 0;
        return view.Imports is null ? $"{feeds} {faults}"
            : aside == 0 ? $"{feeds} {faults} {L["Imports set no row aside."]}"
            : aside == 1 ? $"{feeds} {faults} {L["Imports set one row aside."]}"
            : $"{feeds} {faults} {L["Imports set {0:N0} rows aside.", aside]}";
    }

    /// <summary>A share, in percent; small ones are not said to be none.</summary>
    public static string Share(double share) =>
        share is > 0 and < 0.005
            ? L["less than 1 %"]
            : string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * share):0} %");

    /// <summary>What mending rows that were set aside would bring.</summary>
    public static string Mending(QualityQuarantine q)
    {
        if (q.Table is not { } table)
        {
            return L["The file's name does not say what it is for."];
        }

        var rows = q.Share is { } share
            ? L["Up to {0} of the rows of “{1}” in this term.", Share(share), Table(table)]
            : L["Rows of “{0}”, of which there are none in this term.", Table(table)];
        return Feeds(table) is { } features ? $"{rows} {features}" : rows;
    }

    // Which features are made of a table.
    private static string? Feeds(QualityTable table) =>
        table switch
        {
            QualityTable.Results or QualityTable.LineItems => L["Features of marks and of missing work read them."],
            QualityTable.Attendance => L["Features of attendance read them."],
            QualityTable.Incidents => L["Features of behaviour read them."],
            QualityTable.Activity => L["Features of online activity read them."],
            QualityTable.Outcomes => L["Models learn from them, and the record of earlier terms is made of them."],
            QualityTable.Enrollments => L["Students without them have no score in that class."],
            QualityTable.Students => L["Everything else of these students is set aside with them."],
            QualityTable.Classes => L["Everything else of these classes is set aside with them."],
            QualityTable.Attributes => L["Features and fairness tables by attribute read them."],
            _ => null,
        };
}
