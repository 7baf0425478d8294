using System.Data.Common;
using System.Globalization;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>Sliders over what can be changed, and the exact score for where they stand; a part of the student's page.</summary>
public sealed partial class StudentWhatIf : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<int, float> _changes = [];
    private WhatIfView? _view;
    private WhatIfResult? _result;
    private long _shown;
    private bool _isLoading;
    private bool _isFailed;

    /// <summary>The enrollment.</summary>
    [Parameter, EditorRequired]
    public long EnrollmentId { get; set; }

    [Inject]
    private WhatIfQuery Query { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    [Inject]
    private ILogger<StudentWhatIf> Log { get; set; } = null!;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (_shown != EnrollmentId)
        {
            (_shown, _view, _result, _isFailed) = (EnrollmentId, null, null, false);
            _changes.Clear();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task BeginAsync()
    {
        (_isLoading, _isFailed) = (true, false);
        try
        {
            _view =
                await Query.GetAsync(await Scope.GetAsync(_gone.Token), EnrollmentId, _gone.Token)
                ?? new WhatIfView(null, null, L["This record is not one you can open any more."]);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is DbException or RetrainingException)
        {
            Log.LogError(e, "A what-if could not be begun.");
            _isFailed = true;
        }

        _isLoading = false;
    }

    private void Move(WhatIfSlider slider, ChangeEventArgs e)
    {
        if (!int.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out var position))
        {
            return;
        }

        var value = slider.Positions[Math.Clamp(position, 0, slider.Positions.Count - 1)];
        if (value == slider.Value)
        {
            _changes.Remove(slider.Column);
        }
        else
        {
            _changes[slider.Column] = value;
        }

        Score();
    }

    private void Set(SmallestChange smallest)
    {
        _changes.Clear();
        foreach (var (column, value) in smallest.Values)
        {
            _changes[column] = value;
        }

        Score();
    }

    private void Reset()
    {
        _changes.Clear();
        _result = null;
    }

    private void Score() => _result = _changes.Count == 0 ? null : _view?.Session?.With(_changes);

    private float ValueOf(WhatIfSlider slider) => _changes.GetValueOrDefault(slider.Column, slider.Value);

    private bool IsMoved(WhatIfSlider slider) => _changes.ContainsKey(slider.Column);

    private string WordsOf(WhatIfSlider slider)
    {
        var words = slider.Words(ValueOf(slider));
        return IsMoved(slider) ? L["{0} (now: {1})", words, Casing.Lowered(slider.Words(slider.Value))] : words;
    }

    private static string IdOf(WhatIfSlider slider) =>
        string.Create(CultureInfo.InvariantCulture, $"what-if-{slider.Column}");

    // A value between two positions cannot come up: changes are positions, and so is the student's own value.
    private int PositionOf(WhatIfSlider slider)
    {
        var value = ValueOf(slider);
        return slider.Positions.TakeWhile(p => p < value).Count();
    }
}
