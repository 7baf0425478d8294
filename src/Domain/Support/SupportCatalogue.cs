using EarlyWarning.Domain.Features;

namespace EarlyWarning.Domain.Support;

/// <summary>The kinds of support that a new installation begins with. Administrators change them.</summary>
public static class SupportCatalogue
{
    /// <summary>The kinds, with the keys they are written under.</summary>
    public static IReadOnlyList<SupportKind> BuiltIn { get; } =
    [
        new()
        {
            Id = 1,
            Name = "Attendance plan",
            Description = "Find out what keeps the student away and agree on days, a contact person and a way back.",
            Drivers = SupportKind.Bits(FeatureGroup.Attendance),
            Hours = 3,
            Weeks = 4,
            Steps =
                "Ask the student which days are hard, and why\nAgree on one contact person and a goal for two weeks\nCall on the first missed day, not at the end of the week\nLook at the register together every Friday",
            Resources = "Register of the last 20 school days\nTransport and breakfast offers of the school",
        },
        new()
        {
            Id = 2,
            Name = "Tutoring",
            Description = "Regular lessons in a small group on what the last marks show is missing.",
            Drivers = SupportKind.Bits(FeatureGroup.Marks),
            Hours = 8,
            Weeks = 6,
            PlacesPerSchool = 30,
            Steps =
                "Choose two topics from the last marked work\nFix two lessons a week in the student's free periods\nShow the class teacher after three weeks what was practised\nCompare the next mark with the goal",
            Resources = "Tutors' timetable\nMarked work of the term",
        },
        new()
        {
            Id = 3,
            Name = "Workload plan",
            Description = "Sort what is missing by what still counts, and plan it day by day.",
            Drivers = SupportKind.Bits(FeatureGroup.Work),
            Hours = 2,
            Weeks = 2,
            Steps =
                "List missing work with the student; strike what no longer counts\nAsk teachers for later dates where they can give them\nPlan one piece of work a day\nCheck after one week what was handed in",
            Resources = "List of missing work on the student's page",
        },
        new()
        {
            Id = 4,
            Name = "Family contact",
            Description = "Talk with the family: what goes well, what worries, what each side can do.",
            Drivers = SupportKind.Bits(FeatureGroup.Attendance, FeatureGroup.Work, FeatureGroup.Behaviour),
            Hours = 1,
            Weeks = 2,
            Steps =
                "Begin with a strength\nSay what the record shows, without a number\nAsk what the family sees at home\nAgree on one thing each and a date to talk again",
            Resources = "Interpreter where needed",
        },
        new()
        {
            Id = 5,
            Name = "Counselling",
            Description = "Confidential conversations with the school's counsellor.",
            Drivers = SupportKind.Bits(FeatureGroup.Behaviour),
            Hours = 6,
            Weeks = 6,
            PlacesPerSchool = 20,
            IsRestricted = true,
            Steps =
                "First conversation within a week\nAgree on what may be shared, and with whom\nSee each other every week\nDecide together whether other help is needed",
            Resources = "Counsellor's room",
        },
        new()
        {
            Id = 6,
            Name = "Mentoring",
            Description = "An adult or older student who meets the student every week.",
            Drivers = SupportKind.Bits(FeatureGroup.Activity, FeatureGroup.Behaviour, FeatureGroup.Attendance),
            Hours = 6,
            Weeks = 8,
            PlacesPerSchool = 25,
            Steps =
                "Match by interest, and ask the student\nMeet every week at the same time\nWrite down one small goal at each meeting",
            Resources = "List of mentors",
        },
        new()
        {
            Id = 7,
            Name = "Help with online study",
            Description = "See whether access, habit or understanding keeps the student away from online work.",
            Drivers = SupportKind.Bits(FeatureGroup.Activity),
            Hours = 2,
            Weeks = 3,
            Steps =
                "Check device, network and sign-in\nOpen the course together and find this week's work\nFix two times a week for it",
            Resources = "Devices to borrow\nStudy room",
        },
    ];
}
