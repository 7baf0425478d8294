namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>A clock that stands still.</summary>
internal sealed class TestClock(int year, int month, int day) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(year, month, day, 12, 0, 0, TimeSpan.Zero);

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public override DateTimeOffset GetUtcNow() => Now;
}
