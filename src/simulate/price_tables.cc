// SPDX-License-Identifier: Apache-2.0
#include "simulate/price_tables.h"

namespace tollbridge::simulate {

std::string_view provider_eur_csv() {
  return "meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,factor\n"
         "fab6eb84-500b-4a09-a8ca-7358f8bbaea5,Base VM,1 Core Hour,,,0.0074,,,,\n"
         "9cd92d4c-bafd-4492-b278-bedc2de8232a,Windows VM,1 Core Hour,,,0.0425,,,,\n"
         "09f8879e-87e9-4305-a572-4b7be209f857,Block Blob,1 GB/Hr,graduated,0,0.0000077,,,,\n"
         "09f8879e-87e9-4305-a572-4b7be209f857,Block Blob,1 GB/Hr,graduated,500000,0.0000069,,,,\n"
         "09f8879e-87e9-4305-a572-4b7be209f857,Block Blob,1 GB/Hr,graduated,2000000,0.0000061,,,,\n"
         "b5c15376-6c94-4fdd-b655-1a69d138aca3,Page Blob,1 GB/Hr,,,0.0000142,,,,\n"
         "b4438d5d-453b-4ee1-b42a-dc72e377f1e4,Table and Queue,1 GB/Hr,,,0.0000231,,,"
         "b4438d5d-453b-4ee1-b42a-dc72e377f1e4,1\n"
         "b03c6ae7-b080-4bfa-84a3-22c800f315c6,Table and Queue,1 GB/Hr,,,0.0000231,,,"
         "b4438d5d-453b-4ee1-b42a-dc72e377f1e4,1\n"
         "380874f9-300c-48e0-95a0-d2d9a21ade8f,S4 Disk,1 Disk/Month,,,1.42,,,,\n"
         "1b77d90f-427b-4435-b4f1-d78adec53222,S6 Disk,1 Disk/Month,,,2.78,,,,\n"
         "d5f7731b-f639-404a-89d0-e46186e22c8d,S10 Disk,1 Disk/Month,,,5.45,,,,\n"
         "88ea9228-457a-4091-adc9-ad5194f30b6e,S20 Disk,1 Disk/Month,volume,0,20.10,,,,\n"
         "88ea9228-457a-4091-adc9-ad5194f30b6e,S20 Disk,1 Disk/Month,volume,10,18.60,,,,\n"
         "5b1db88a-8596-4002-8052-347947c26940,S30 Disk,1 Disk/Month,,,37.80,,,,\n"
         "108fa95b-be0d-4cd9-96e8-5b0d59505df1,Snapshots,1 GB/Month,,,0.046,,,,\n"
         "e554b6bc-96cd-4938-a5b5-0da990278519,P10 Disk,1 Disk/Month,,,17.95,,,,\n"
         "b9cb2d1a-84c2-4275-aa8b-70d2145d59aa,P20 Disk,1 Disk/Month,,,66.56,,,,\n"
         "190c935e-9ada-48ff-9ab8-56ea1cf9adaa,App Service,1 Core Hour,,,0.0518,,,,\n"
         "ebf13b9f-b3ea-46fe-bf54-396e93d48ab4,Key Vault,10000 Requests,package,0,0.028,1,,,\n"
         "cbcfef9a-b91f-4597-a4d3-01fe334bed82,SQL Database,1 MB/Hr,,,0.0000019,,,,\n"
         "f271a8a3-88c4-4d93-956a-063e1d2fa80b,Static IP,1 Hour,,,0.0028,,744,,\n"
         "43daf82b-4618-444a-b994-40c23f7cd438,Blob Transactions,10000 Requests,,,,,,,\n"
         "7ba084ec-ef9c-4d64-a179-7732c6cb5e28,Standard Disk Size,1 GB/Month,,,,,,,\n"
         "daef389a-06e5-4684-a7f7-8813d9f792d5,Premium Disk Size,1 GB/Month,,,,,,,\n";
}

std::string_view provider_usd_csv() {
  return "meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,factor\n"
         "fab6eb84-500b-4a09-a8ca-7358f8bbaea5,Base VM,1 Core Hour,,,0.008,,,,\n"
         "9cd92d4c-bafd-4492-b278-bedc2de8232a,Windows VM,1 Core Hour,,,0.046,,,,\n"
         "09f8879e-87e9-4305-a572-4b7be209f857,Block Blob,1 GB/Hr,,,0.0000083333,,,,\n"
         "b5c15376-6c94-4fdd-b655-1a69d138aca3,Page Blob,1 GB/Hr,,,0.0000152778,,,,\n"
         "b4438d5d-453b-4ee1-b42a-dc72e377f1e4,Table,1 GB/Hr,,,0.000025,,,,\n"
         "b03c6ae7-b080-4bfa-84a3-22c800f315c6,Queue,1 GB/Hr,,,0.000025,,,,\n"
         "380874f9-300c-48e0-95a0-d2d9a21ade8f,S4 Disk,1 Disk/Month,,,1.54,,,,\n"
         "1b77d90f-427b-4435-b4f1-d78adec53222,S6 Disk,1 Disk/Month,,,3.01,,,,\n"
         "d5f7731b-f639-404a-89d0-e46186e22c8d,S10 Disk,1 Disk/Month,,,5.89,,,,\n"
         "88ea9228-457a-4091-adc9-ad5194f30b6e,S20 Disk,1 Disk/Month,,,21.76,,,,\n"
         "5b1db88a-8596-4002-8052-347947c26940,S30 Disk,1 Disk/Month,,,40.96,,,,\n"
         "108fa95b-be0d-4cd9-96e8-5b0d59505df1,Snapshots,1 GB/Month,,,0.05,,,,\n"
         "e554b6bc-96cd-4938-a5b5-0da990278519,P10 Disk,1 Disk/Month,,,19.71,,,,\n"
         "b9cb2d1a-84c2-4275-aa8b-70d2145d59aa,P20 Disk,1 Disk/Month,,,73.22,,,,\n"
         "190c935e-9ada-48ff-9ab8-56ea1cf9adaa,App Service,1 Core Hour,,,0.056,,,,\n"
         "ebf13b9f-b3ea-46fe-bf54-396e93d48ab4,Key Vault,10000 Requests,,,0.03,,,,\n"
         "cbcfef9a-b91f-4597-a4d3-01fe334bed82,SQL Database,1 MB/Hr,,,0.000002,,,,\n"
         "f271a8a3-88c4-4d93-956a-063e1d2fa80b,Static IP,1 Hour,,,,,,,\n"
         "43daf82b-4618-444a-b994-40c23f7cd438,Blob Transactions,10000 Requests,,,,,,,\n"
         "7ba084ec-ef9c-4d64-a179-7732c6cb5e28,Standard Disk Size,1 GB/Month,,,,,,,\n"
         "daef389a-06e5-4684-a7f7-8813d9f792d5,Premium Disk Size,1 GB/Month,,,,,,,\n";
}

std::string_view adatum_csv() {
  return "meter,name,unit,unit_price\n"
         "fab6eb84-500b-4a09-a8ca-7358f8bbaea5,Base VM,1 Core Hour,0.0079\n"
         "9cd92d4c-bafd-4492-b278-bedc2de8232a,Windows VM,1 Core Hour,0.0449\n";
}

}  // namespace tollbridge::simulate
