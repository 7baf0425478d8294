using EarlyWarning.Domain.Figures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class FigureSheetConfiguration : IEntityTypeConfiguration<FigureSheet>
{
    public void Configure(EntityTypeBuilder<FigureSheet> builder)
    {
        builder.Property(s => s.Topic).HasMaxLength(FigureSheet.LongestTopic);
        builder.Property(s => s.Key).HasMaxLength(FigureSheet.LongestKey);
        builder
            .HasIndex(s => new
            {
                s.Topic,
                s.OrgId,
                s.Key,
            })
            .IsUnique();
        builder.HasOne<Orgs.Org>().WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SavedCohortConfiguration : IEntityTypeConfiguration<SavedCohort>
{
    public void Configure(EntityTypeBuilder<SavedCohort> builder)
    {
        builder.Property(c => c.Name).HasMaxLength(SavedCohort.LongestName);
        builder.Property(c => c.Filter).HasMaxLength(SavedCohort.LongestFilter);
        builder.HasIndex(c => new { c.OrgId, c.Name }).IsUnique();
        builder.HasOne<Orgs.Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GroupCutDecisionConfiguration : IEntityTypeConfiguration<GroupCutDecision>
{
    public void Configure(EntityTypeBuilder<GroupCutDecision> builder)
    {
        builder.Property(d => d.Attribute).HasMaxLength(200);
        builder.Property(d => d.Rule).HasMaxLength(40);
        builder.Property(d => d.Reason).HasMaxLength(GroupCutDecision.LongestReason);
        builder.HasIndex(d => new { d.OrgId, d.WithdrawnAt });
        builder.HasOne<Orgs.Org>().WithMany().HasForeignKey(d => d.OrgId).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Students.AttributeDefinition>()
            .WithMany()
            .HasForeignKey(d => d.AttributeId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}
