using System.Globalization;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.Calendar;

/// <summary>A school's weekly pattern, time zone, holidays and extra days.</summary>
public sealed partial class CalendarPage
{
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    private static readonly string[] Known =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Order(StringComparer.Ordinal),
    ];

    private IReadOnlyList<OrgChoice>? _schools;
    private SchoolDays? _days;
    private IReadOnlyList<string> _problems = [];
    private byte _weekdays;
    private string _timeZone = "";
    private DateOnly _from;
    private DateOnly _first;
    private DateOnly _last;
    private string? _label;
    private bool _isSchoolDay;

    /// <summary>The school.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    [Inject]
    private OrgChoices Orgs { get; set; } = null!;

    [Inject]
    private CalendarQuery Query { get; set; } = null!;

    [Inject]
    private EditCalendar Edit { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Lead =>
        _days is null ? L["Absences are counted against the days on which school is held."]
        : CountOfDays() == 1
            ? L["{0} holds school on one day a week. Absences are counted against that day.", _days.Name]
        : L["{0} holds school on {1} days a week. Absences are counted against these days.", _days.Name, CountOfDays()];

    // A zone that was imported and is not in this machine's list must stay choosable.
    private IEnumerable<string> Zones =>
        Known.Contains(_timeZone, StringComparer.Ordinal) ? Known : Known.Prepend(_timeZone);

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Words(DaySpan span)
    {
        if (span.First == span.Last)
        {
            return Dates.WithWeekday(span.First);
        }

        var first = $"{span.First.ToString("ddd", CultureInfo.CurrentCulture)} {Dates.Short(span.First)}";
        return L["{0} to {1}, {2} days", first, Dates.WithWeekday(span.Last), span.Days];
    }

    private static int Bit(DayOfWeek day) => 1 << (int)day;

    private int CountOfDays() => System.Numerics.BitOperations.PopCount(_days!.Weekdays);

    private bool Holds(DayOfWeek day) => (_weekdays & Bit(day)) != 0;

    private void Flip(DayOfWeek day) => _weekdays = (byte)(_weekdays ^ Bit(day));

    private void Choose(ChangeEventArgs change) => Navigation.NavigateTo($"calendar?org={change.Value}");

    private async Task LoadAsync()
    {
        var scope = await ScopeAsync();
        _schools = [.. (await Orgs.GetAsync(scope, Gone)).Where(o => o.IsSchool)];
        if (_schools.Count == 0)
        {
            return;
        }

        // The school year at hand: what was before changes no absence of this one.
        _from = new DateOnly(scope.Today.Month >= 7 ? scope.Today.Year : scope.Today.Year - 1, 7, 1);
        _days = await Query.GetAsync(scope, Org ?? _schools[0].Id, _from, Gone);
        if (_days is null)
        {
            Navigation.NotFound();
            return;
        }

        (_weekdays, _timeZone) = (_days.Weekdays, _days.TimeZone);
        (_first, _last) = _first == default ? (scope.Today, scope.Today) : (_first, _last);
    }

    private async Task SavePatternAsync()
    {
        var problem = await Edit.SetPatternAsync(await ScopeAsync(), _days!.OrgId, _weekdays, _timeZone, Gone);
        if (Say(problem, L["Saved. Scores follow at the next scoring."]))
        {
            await LoadAsync();
        }
    }

    private async Task AddAsync()
    {
        var span = new DaySpan(_first, _last, _isSchoolDay, _label, 0);
        var problem = await Edit.AddAsync(await ScopeAsync(), _days!.OrgId, span, Gone);
        _problems = problem is null ? [] : [problem];
        if (problem is null)
        {
            _label = null;
            Say(null, L["Added. Scores follow at the next scoring."]);
            await LoadAsync();
        }
    }

    private async Task RemoveAsync(DaySpan span)
    {
        if (Say(await Edit.RemoveAsync(await ScopeAsync(), _days!.OrgId, span, Gone), L["Removed."]))
        {
            await LoadAsync();
        }
    }
}
