using EarlyWarning.Domain.Data;
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
    public async Task RefuseMixAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var isDemo = await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel);
        if (isDemo && !Enabled)
        {
            throw new SettingsException(
                "This database holds the demo school, whose accounts have public passwords, and demo mode is off. "
                    + "Point ConnectionStrings at a new database for real data, or set Demo:Enabled to true "
                    + "(environment: Demo__Enabled) to look at the demo."
            );
        }

        if (Enabled && !isDemo && await HoldsDataAsync(db, cancel))
        {
            throw new SettingsException(
                "Demo mode is on and this database holds real data or accounts. Set Demo:Enabled to false "
                    + "(environment: Demo__Enabled; it is true by default in Development only), or point "
                    + "ConnectionStrings at a new database for the demo."
            );
        }
    }

    private static async Task<bool> HoldsDataAsync(EarlyWarningDb db, CancellationToken cancel) =>
        await db.Users.AnyAsync(cancel) || await db.Orgs.AnyAsync(cancel);
}
