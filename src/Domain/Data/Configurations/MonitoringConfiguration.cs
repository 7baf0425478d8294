using EarlyWarning.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.Property(a => a.Subject).HasMaxLength(200);
        builder.Property(a => a.Sentence).HasMaxLength(2000);
        builder.HasIndex(a => new { a.ResolvedAt, a.Subject });
    }
}

internal sealed class DriftFigureConfiguration : IEntityTypeConfiguration<DriftFigure>
{
    public void Configure(EntityTypeBuilder<DriftFigure> builder)
    {
        builder.Property(f => f.ModelId).HasMaxLength(64);
        builder.Property(f => f.Name).HasMaxLength(200);
        builder.HasIndex(f => new { f.RunId, f.Kind });
        builder.HasIndex(f => new { f.ModelId, f.Kind });
    }
}
