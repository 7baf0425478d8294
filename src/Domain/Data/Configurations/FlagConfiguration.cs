using EarlyWarning.Domain.Flags;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class FlagReviewConfiguration : IEntityTypeConfiguration<FlagReview>
{
    public void Configure(EntityTypeBuilder<FlagReview> builder)
    {
        builder.Property(r => r.Reason).HasMaxLength(FlagReview.LongestText);
        builder.Property(r => r.DecisionText).HasMaxLength(FlagReview.LongestText);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasOne(r => r.Enrollment).WithMany().HasForeignKey(r => r.EnrollmentId);
        builder.HasOne(r => r.RaisedBy).WithMany().HasForeignKey(r => r.RaisedById);
        builder.HasOne(r => r.DecidedBy).WithMany().HasForeignKey(r => r.DecidedById);
        // At most one claim waits for a flag; 1 is Waiting. Both systems read this filter. No key to the generation: claims
        // outlive it.
        builder.HasIndex(r => r.EnrollmentId).IsUnique().HasFilter("Decision = 1");
        builder.HasIndex(r => new { r.EnrollmentId, r.Until });
        builder.HasIndex(r => r.RaisedById);
        builder.RestrictDeletes();
    }
}
