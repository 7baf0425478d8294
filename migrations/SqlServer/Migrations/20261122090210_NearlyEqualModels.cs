using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class NearlyEqualModels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte>(
                name: "Rivals",
                table: "Scores",
                type: "tinyint",
                nullable: false,
                defaultValue: (byte)0
            );

            migrationBuilder.AddColumn<byte>(
                name: "RivalsAgree",
                table: "Scores",
                type: "tinyint",
                nullable: false,
                defaultValue: (byte)0
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "RivalContent",
                table: "ModelVersions",
                type: "varbinary(max)",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "Rivals", table: "Scores");

            migrationBuilder.DropColumn(name: "RivalsAgree", table: "Scores");

            migrationBuilder.DropColumn(name: "RivalContent", table: "ModelVersions");
        }
    }
}
