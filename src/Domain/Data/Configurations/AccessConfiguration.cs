using EarlyWarning.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class AppUserConfiguration : IEntityTypeConfiguration<AppUser>
{
    public void Configure(EntityTypeBuilder<AppUser> builder)
    {
        builder.Property(u => u.DisplayName).HasMaxLength(Mapping.NameLength);
        builder.Property(u => u.Culture).HasMaxLength(16);
        builder.HasOne(u => u.Staff).WithMany().HasForeignKey(u => u.StaffId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RoleGrantConfiguration : IEntityTypeConfiguration<RoleGrant>
{
    public void Configure(EntityTypeBuilder<RoleGrant> builder)
    {
        builder.HasIndex(g => g.UserId);
        builder.HasOne(g => g.User).WithMany().HasForeignKey(g => g.UserId);
        builder.HasOne(g => g.Org).WithMany().HasForeignKey(g => g.OrgId);
        builder.RestrictDeletes();
    }
}

internal sealed class OneTimeLinkConfiguration : IEntityTypeConfiguration<OneTimeLink>
{
    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.Property(l => l.TokenHash).HasMaxLength(64);
        builder.HasIndex(l => l.TokenHash).IsUnique();
    }
}

internal sealed class AccessLogEntryConfiguration : IEntityTypeConfiguration<AccessLogEntry>
{
    public void Configure(EntityTypeBuilder<AccessLogEntry> builder)
    {
        // No foreign keys: the log outlives what it speaks of.
        builder.ToTable("AccessLog");
        builder.Property(e => e.Action).HasMaxLength(64);
        builder.HasIndex(e => new { e.StudentId, e.At });
        builder.HasIndex(e => new { e.UserId, e.At });
        builder.HasIndex(e => e.Month);
    }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder) =>
        builder.Property(k => k.FriendlyName).HasMaxLength(Mapping.NameLength);
}

internal sealed class InstallationFactConfiguration : IEntityTypeConfiguration<InstallationFact>
{
    public void Configure(EntityTypeBuilder<InstallationFact> builder)
    {
        builder.HasKey(f => f.Name);
        builder.Property(f => f.Name).HasMaxLength(64);
    }
}

internal sealed class StaffVisitConfiguration : IEntityTypeConfiguration<StaffVisit>
{
    public void Configure(EntityTypeBuilder<StaffVisit> builder)
    {
        builder.HasKey(v => v.UserId);
        builder.Property(v => v.UserId).ValueGeneratedNever();
        builder.HasOne<AppUser>().WithOne().HasForeignKey<StaffVisit>(v => v.UserId);
        builder.RestrictDeletes();
    }
}
