using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class SupportKindConfiguration : IEntityTypeConfiguration<SupportKind>
{
    public void Configure(EntityTypeBuilder<SupportKind> builder)
    {
        builder.Property(k => k.Name).HasMaxLength(SupportKind.LongestName);
        builder.Property(k => k.Description).HasMaxLength(SupportKind.LongestText);
        builder.Property(k => k.Steps).HasMaxLength(SupportKind.LongestText);
        builder.Property(k => k.Resources).HasMaxLength(SupportKind.LongestText);
        builder.Property(k => k.Version).IsConcurrencyToken();
        builder.Ignore(k => k.FittingGroups);
        builder.HasOne(k => k.Org).WithMany().HasForeignKey(k => k.OrgId).OnDelete(DeleteBehavior.Restrict);
        builder.HasData(SupportCatalogue.BuiltIn);
    }
}

internal sealed class SupportCaseConfiguration : IEntityTypeConfiguration<SupportCase>
{
    public void Configure(EntityTypeBuilder<SupportCase> builder)
    {
        builder.Property(c => c.Reason).HasMaxLength(SupportCase.LongestText);
        builder.Property(c => c.Goals).HasMaxLength(SupportCase.LongestText);
        builder.Property(c => c.OutcomeText).HasMaxLength(SupportCase.LongestText);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Ignore(c => c.IsOpen);
        builder.Ignore(c => c.Plan);
        builder.HasOne(c => c.Student).WithMany().HasForeignKey(c => c.StudentId);
        builder.HasOne(c => c.Org).WithMany().HasForeignKey(c => c.OrgId);
        builder.HasOne(c => c.Kind).WithMany().HasForeignKey(c => c.KindId);
        builder.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId);
        builder.HasOne(c => c.ReferredBy).WithMany().HasForeignKey(c => c.ReferredById);
        // At most one open case of a kind, even where two people refer at the same moment. Both systems read this filter.
        builder.HasIndex(c => new { c.StudentId, c.KindId }).IsUnique().HasFilter("ClosedOn IS NULL");
        builder.HasIndex(c => new { c.OwnerId, c.FollowUpOn });
        builder.HasIndex(c => new { c.OrgId, c.KindId });
        builder.RestrictDeletes();
    }
}

internal sealed class SupportChangeConfiguration : IEntityTypeConfiguration<SupportChange>
{
    public void Configure(EntityTypeBuilder<SupportChange> builder)
    {
        builder.Property(c => c.Before).HasMaxLength(SupportCase.LongestText);
        builder.Property(c => c.After).HasMaxLength(SupportCase.LongestText);
        builder.HasIndex(c => new { c.CaseId, c.Version });
        builder.HasIndex(c => c.At);
        builder.HasOne<SupportCase>().WithMany(c => c.Changes).HasForeignKey(c => c.CaseId);
        builder.HasOne(c => c.By).WithMany().HasForeignKey(c => c.ById);
        builder.RestrictDeletes();
    }
}

internal sealed class SupportEntryConfiguration : IEntityTypeConfiguration<SupportEntry>
{
    public void Configure(EntityTypeBuilder<SupportEntry> builder)
    {
        builder.Property(e => e.Text).HasMaxLength(SupportCase.LongestText);
        builder.HasIndex(e => new { e.CaseId, e.OccurredOn });
        builder.HasOne(e => e.Case).WithMany().HasForeignKey(e => e.CaseId);
        builder.HasOne(e => e.By).WithMany().HasForeignKey(e => e.ById);
        builder.RestrictDeletes();
    }
}
