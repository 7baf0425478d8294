using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Degraded while a critical alert is open; says which.</summary>
/// <param name="factory">Makes contexts.</param>
internal sealed class AlertsCheck(IDbContextFactory<EarlyWarningDb> factory) : IHealthCheck
{
    public const string Name = "alerts";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var sentences = await Alerts
            .Open(db)
            .Where(a => a.Severity == AlertSeverity.Critical)
            .Select(a => a.Sentence)
            .ToListAsync(cancellationToken);
        return sentences.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join('\n', sentences));
    }
}
