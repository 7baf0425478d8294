using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Features.Students;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Capacity;

/// <summary>Who is helped with so many places, and what to expect of it.</summary>
public sealed partial class CapacityPage
{
    private long _school;
    private int _kind;
    private int? _places;
    private double? _hours;

    /// <summary>The school.</summary>
    [SupplyParameterFromQuery(Name = "school")]
    public long? School { get; set; }

    /// <summary>Kind of support.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    public int? Kind { get; set; }

    /// <summary>People who can be helped.</summary>
    [SupplyParameterFromQuery(Name = "places")]
    public int? Places { get; set; }

    /// <summary>Hours of staff.</summary>
    [SupplyParameterFromQuery(Name = "hours")]
    public double? Hours { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{School}/{Kind}/{Places}/{Hours}");

    [Inject]
    private CapacityQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<CapacityView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new CapacityQuestion(School, Kind, Places, Hours), cancel);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        if (View is { } view)
        {
            (_school, _kind) = (view.Question.SchoolId ?? 0, view.Question.KindId ?? 0);
            (_places, _hours) = (Hours is null ? view.Question.Places : null, Hours);
        }
    }

    private static string Lead(CapacityView view)
    {
        if (view.Outlook is not { } outlook)
        {
            return L["Who is helped first, with so many places."];
        }

        var places = outlook.Places == 1 ? L["One place"] : L["{0:N0} places", outlook.Places];
        var students = outlook.Order.Count == 1 ? L["1 student"] : L["{0:N0} students", outlook.Order.Count];
        return outlook.Recall is { } found
            ? L[
                "{0} for {1} reach {2} of those who would not pass.",
                places,
                students,
                RiskWords.Frequency(found.Value)
            ]
            : L["{0} for {1}.", places, students];
    }

    private static string InTen(Estimate estimate) =>
        RiskWords.FrequencyWithInterval(estimate.Value, estimate.Low, estimate.High);

    private string FileAddress => $"capacity.csv{new Uri(Navigation.Uri).Query}";

    private void Ask()
    {
        // Places count where both are given: they are what the hours would be turned into.
        var byHours = _kind > 0 && _places is null && _hours is not null;
        string?[] given =
        [
            _school > 0 ? string.Create(CultureInfo.InvariantCulture, $"school={_school}") : null,
            _kind > 0 ? string.Create(CultureInfo.InvariantCulture, $"kind={_kind}") : null,
            byHours ? string.Create(CultureInfo.InvariantCulture, $"hours={_hours}")
            : _places is { } places ? string.Create(CultureInfo.InvariantCulture, $"places={places}")
            : null,
        ];
        Navigation.NavigateTo($"capacity?{string.Join('&', given.Where(g => g is not null))}");
    }
}
