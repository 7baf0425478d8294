using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class InboxItemConfiguration : IEntityTypeConfiguration<InboxItem>
{
    public void Configure(EntityTypeBuilder<InboxItem> builder)
    {
        builder.Property(i => i.Fact).HasMaxLength(64);
        builder.HasOne(i => i.User).WithMany().HasForeignKey(i => i.UserId);
        builder.HasOne(i => i.Enrollment).WithMany().HasForeignKey(i => i.EnrollmentId);
        builder.HasOne(i => i.Case).WithMany().HasForeignKey(i => i.CaseId);
        builder.HasOne(i => i.Review).WithMany().HasForeignKey(i => i.ReviewId);
        // A person is told each fact once, whichever nodes come upon it. The fact stands first: it is what is looked up.
        builder.HasIndex(i => new { i.Fact, i.UserId }).IsUnique();
        builder.HasIndex(i => new
        {
            i.UserId,
            i.ReadAt,
            i.MadeAt,
        });
        builder.HasIndex(i => i.MadeAt);
        builder.RestrictDeletes();
    }
}

internal sealed class InboxOptOutConfiguration : IEntityTypeConfiguration<InboxOptOut>
{
    public void Configure(EntityTypeBuilder<InboxOptOut> builder)
    {
        builder.HasKey(o => new { o.UserId, o.Topic });
        builder.HasOne<AppUser>().WithMany().HasForeignKey(o => o.UserId);
        builder.RestrictDeletes();
    }
}

internal sealed class ToldStateConfiguration : IEntityTypeConfiguration<ToldState>
{
    public void Configure(EntityTypeBuilder<ToldState> builder)
    {
        builder.HasKey(t => t.EnrollmentId);
        builder.Property(t => t.EnrollmentId).ValueGeneratedNever();
        builder.HasOne(t => t.Enrollment).WithOne().HasForeignKey<ToldState>(t => t.EnrollmentId);
        builder.RestrictDeletes();
    }
}

internal sealed class ToldScoresConfiguration : IEntityTypeConfiguration<ToldScores>
{
    public void Configure(EntityTypeBuilder<ToldScores> builder) => builder.Property(t => t.Id).ValueGeneratedNever();
}

internal sealed class DigestWeekConfiguration : IEntityTypeConfiguration<DigestWeek>
{
    public void Configure(EntityTypeBuilder<DigestWeek> builder) => builder.HasKey(w => w.DueOn);
}

internal sealed class DigestLetterConfiguration : IEntityTypeConfiguration<DigestLetter>
{
    public void Configure(EntityTypeBuilder<DigestLetter> builder)
    {
        builder.HasKey(l => new { l.UserId, l.DueOn });
        builder.HasOne<AppUser>().WithMany().HasForeignKey(l => l.UserId);
        builder.RestrictDeletes();
    }
}
