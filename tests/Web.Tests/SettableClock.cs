namespace EarlyWarning.Web.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
/// <param name="start">What it shows first.</param>
internal sealed class SettableClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
