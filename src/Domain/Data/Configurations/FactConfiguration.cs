using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class LineItemCategoryConfiguration : IEntityTypeConfiguration<LineItemCategory>
{
    public void Configure(EntityTypeBuilder<LineItemCategory> builder)
    {
        builder.Property(c => c.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(c => c.Title).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(c => new { c.SourceId, c.SourcedId }).IsUnique();
    }
}

internal sealed class LineItemConfiguration : IEntityTypeConfiguration<LineItem>
{
    public void Configure(EntityTypeBuilder<LineItem> builder)
    {
        builder.Property(l => l.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(l => l.Title).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(l => new { l.SourceId, l.SourcedId }).IsUnique();
        builder.HasIndex(l => new { l.ClassId, l.DueDate });
        builder.HasOne(l => l.Class).WithMany().HasForeignKey(l => l.ClassId);
        builder.HasOne(l => l.Category).WithMany().HasForeignKey(l => l.CategoryId);
        builder.RestrictDeletes();
    }
}

internal sealed class ResultConfiguration : IEntityTypeConfiguration<Result>
{
    public void Configure(EntityTypeBuilder<Result> builder)
    {
        builder.HasKey(r => new
        {
            r.StudentId,
            r.LineItemId,
            r.Version,
        });
        builder.HasIndex(r => r.LineItemId);
        builder.HasOne(r => r.Student).WithMany().HasForeignKey(r => r.StudentId);
        builder.HasOne(r => r.LineItem).WithMany().HasForeignKey(r => r.LineItemId);
        builder.RestrictDeletes();
    }
}

internal sealed class AttendanceEventConfiguration : IEntityTypeConfiguration<AttendanceEvent>
{
    public void Configure(EntityTypeBuilder<AttendanceEvent> builder)
    {
        builder.HasIndex(a => new { a.StudentId, a.Date });
        builder.HasOne(a => a.Student).WithMany().HasForeignKey(a => a.StudentId);

        // No foreign key on the class: it would cost an index that no query uses.
        builder.RestrictDeletes();
    }
}

internal sealed class IncidentConfiguration : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.Property(i => i.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(i => i.Behavior).HasMaxLength(Mapping.NameLength);
        builder
            .HasIndex(i => new
            {
                i.SourceId,
                i.SourcedId,
                i.Version,
            })
            .IsUnique();
        builder.HasIndex(i => new { i.StudentId, i.OccurredOn });
        builder.HasOne(i => i.Student).WithMany().HasForeignKey(i => i.StudentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ActivityDayConfiguration : IEntityTypeConfiguration<ActivityDay>
{
    public void Configure(EntityTypeBuilder<ActivityDay> builder)
    {
        // No foreign key on the class: it would cost an index on the largest table that no query uses.
        builder.HasKey(a => new
        {
            a.StudentId,
            a.ClassId,
            a.Date,
            a.KnownFrom,
        });
        builder.HasOne(a => a.Student).WithMany().HasForeignKey(a => a.StudentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class OutcomeConfiguration : IEntityTypeConfiguration<Outcome>
{
    public void Configure(EntityTypeBuilder<Outcome> builder)
    {
        builder.HasKey(o => new { o.EnrollmentId, o.Version });
        builder
            .HasOne(o => o.Enrollment)
            .WithMany()
            .HasForeignKey(o => o.EnrollmentId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ImportBatchConfiguration : IEntityTypeConfiguration<ImportBatch>
{
    public void Configure(EntityTypeBuilder<ImportBatch> builder)
    {
        builder.ToTable("Imports");
        builder.Property(i => i.Format).HasMaxLength(64);
        builder.Property(i => i.Message).HasMaxLength(2000);
    }
}

internal sealed class QuarantinedRowConfiguration : IEntityTypeConfiguration<QuarantinedRow>
{
    public void Configure(EntityTypeBuilder<QuarantinedRow> builder)
    {
        builder.Property(q => q.File).HasMaxLength(260);
        builder.Property(q => q.Column).HasMaxLength(200);
        builder.Property(q => q.Reason).HasMaxLength(500);
        builder.HasIndex(q => q.ImportId);
        builder.HasOne<ImportBatch>().WithMany().HasForeignKey(q => q.ImportId).OnDelete(DeleteBehavior.Restrict);
    }
}
