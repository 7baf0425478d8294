using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Whether this installation shows the demo school.</summary>
/// <param name="Enabled">Demo:Enabled, or true in Development where it is not set.</param>
/// <param name="Students">Demo:Students.</param>
/// <param name="Seed">Demo:Seed.</param>
internal sealed record DemoMode(bool Enabled, int Students, int Seed)
{
    public static DemoMode Read(IConfiguration configuration, IHostEnvironment environment) =>
        new(
            configuration.GetValue("Demo:Enabled", environment.IsDevelopment()),
            configuration.GetValue("Demo:Students", 800),
            configuration.GetValue("Demo:Seed", 1)
        );

    /// <summary>
    /// Refuses a mix of demo and real data: demo accounts have public passwords, so they must never open real records.
    /// </summary>
    /// <exception cref="SettingsException">The database and the setting do not fit.</exception>
    public async Task RefuseMixAsync(IDbContextFactory<EarlyWarningDb> factory, CancellationToken cancel)
    {
        var state = await DemoSchool.StateAsync(factory, cancel);
        if (!Enabled && state is not DemoState.Absent)
        {
            throw new SettingsException(
                "This database holds the demo school, whose accounts have public passwords, and demo mode is off. "
                    + "Point ConnectionStrings at a new database for real data, or set Demo:Enabled to true "
                    + "(environment: Demo__Enabled) to look at the demo."
            );
        }

        if (Enabled && state is DemoState.Absent && await HoldsDataAsync(factory, cancel))
        {
            throw new SettingsException(
                "Demo mode is on and this database holds real data or accounts. Set Demo:Enabled to false "
                    + "(environment: Demo__Enabled; it is true by default in Development only), or point "
                    + "ConnectionStrings at a new database for the demo."
            );
        }
    }

    private static async Task<bool> HoldsDataAsync(IDbContextFactory<EarlyWarningDb> factory, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Users.AnyAsync(cancel) || await db.Orgs.AnyAsync(cancel) || await db.Sources.AnyAsync(cancel);
    }
}
