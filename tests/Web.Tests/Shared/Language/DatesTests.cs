using System.Globalization;
using EarlyWarning.Web.Shared.Language;

namespace EarlyWarning.Web.Tests.Shared.Language;

public sealed class DatesTests
{
    [Theory]
    [InlineData("en-GB", "3 May", "3 May 2026", "3 May 2026", "Sun 3 May 2026")]
    [InlineData("en-US", "May 3", "May 3, 2026", "May 3, 2026", "Sun May 3, 2026")]
    [InlineData("es-ES", "3 may", "3 may 2026", "3 de mayo de 2026", "dom 3 may 2026")]
    [InlineData("es-MX", "3 may", "3 may 2026", "3 de mayo de 2026", "dom 3 may 2026")]
    public void Days_are_written_as_the_culture_does(string name, string brief, string medium, string full, string week)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            var day = new DateOnly(2026, 5, 3);
            Dates.Short(day).ShouldBe(brief);
            Dates.Medium(day).ShouldBe(medium);
            Dates.Long(day).ShouldBe(full);
            Dates.WithWeekday(day).ShouldBe(week);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
