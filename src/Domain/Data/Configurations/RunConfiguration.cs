using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class RunEntityConfiguration : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.Property(r => r.Fence).HasMaxLength(80);
        builder.HasIndex(r => r.Fence).IsUnique();
        builder.HasIndex(r => r.Status);
        builder.Property(r => r.Reason).HasMaxLength(2000);
        builder.Property(r => r.ModelId).HasMaxLength(64);
        builder.Property(r => r.Progress).HasMaxLength(500);
        builder.Property(r => r.Error).HasMaxLength(2000);
        builder.Property(r => r.DatasetHash).HasMaxLength(64);
        builder.Property(r => r.CodeVersion).HasMaxLength(64);
        builder.Ignore(r => r.IsOver);
    }
}

internal sealed class RunStepConfiguration : IEntityTypeConfiguration<RunStep>
{
    public void Configure(EntityTypeBuilder<RunStep> builder)
    {
        builder.HasKey(s => new { s.RunId, s.Number });
        builder.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId);
        builder.Property(s => s.Name).HasMaxLength(200);
        builder.Property(s => s.Detail).HasMaxLength(2000);
    }
}

internal sealed class RunLeaseConfiguration : IEntityTypeConfiguration<RunLease>
{
    public void Configure(EntityTypeBuilder<RunLease> builder)
    {
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Owner).HasMaxLength(200);
        builder.HasData(new RunLease { Id = 1 });
        builder.ToTable("RunLease");
    }
}
