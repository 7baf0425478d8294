using EarlyWarning.Support;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class StandingsTests
{
    [Theory, DatabaseData]
    public async Task X(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        await using var c = db.CreateDbContext();
        var q = c.StandingsOf(c.Enrollments.Where(e=>e.ClassId==1), 4, Goal.CourseFailure).Where(s=>s.Score!.State==RiskState.Watch).OrderByDescending(s=>s.Score!.Value).Select(s=>new{s.Enrollment.Id,s.Score!.Week});
        Console.WriteLine(q.ToQueryString());
        await q.ToListAsync();
    }
}
