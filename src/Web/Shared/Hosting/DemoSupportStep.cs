using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>
/// A start-up step: writes the demo school's history of support where it is missing. Cases are referred by somebody, so the
/// demo sign-ins are made first; and before the first scores, so that the first figures know of it.
/// </summary>
internal static class DemoSupportStep
{
    public static async Task RunAsync(IServiceProvider services, IProgress<string> progress, CancellationToken cancel)
    {
        var demo = services.GetRequiredService<DemoMode>();
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        if (!demo.Enabled || await IsThereAsync(factory, cancel))
        {
            return;
        }

        await DemoAccounts.CreateAsync(services, progress, cancel);
        var personas = await DemoSchool.PersonasAsync(factory, cancel);
        var today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetLocalNow().DateTime);
        var written = await DemoSupport.WriteAsync(
            factory,
            demo.Seed,
            new DemoSupportPeople(
                await AccountAsync(factory, personas.Counsellor.Id, cancel),
                await AccountAsync(factory, personas.Teacher.Id, cancel)
            ),
            today,
            cancel
        );
        progress.Report(string.Create(CultureInfo.InvariantCulture, $"{written} cases"));
    }

    private static async Task<bool> IsThereAsync(IDbContextFactory<EarlyWarningDb> factory, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.InstallationFacts.AnyAsync(f => f.Name == DemoSupport.Marker, cancel);
    }

    // The persona's account; where it was unlinked, the first of the demo's own sign-ins that is there.
    private static async Task<long> AccountAsync(
        IDbContextFactory<EarlyWarningDb> factory,
        long staffId,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db
            .Users.Where(u => DemoAccounts.Emails.Contains(u.Email))
            .OrderByDescending(u => u.StaffId == staffId)
            .ThenBy(u => u.Id)
            .Select(u => u.Id)
            .FirstAsync(cancel);
    }
}
