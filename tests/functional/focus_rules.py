# SPDX-License-Identifier: Apache-2.0
"""What FOCUS 1.4 and 1.2 ask of the data sets we write, column by column; written down from the
specification (spec/standards.md 1.2, 1.4, 1.5), not from the exporter. `faults` reads one file."""

import csv
import datetime
import decimal
import json
import re

decimal.getcontext().prec = 200

NUMBER = re.compile(r"-?\d+(\.\d+)?(E-?\d+)?")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
UNIT = re.compile(r"(\d+ )?[^\W\d_][^*/,]*")
CURRENCY = re.compile(r"[A-Z]{3}")

CATEGORIES = {
    "Compute": {"Virtual Machines"}, "Storage": {"Block Storage", "Object Storage"},
    "Databases": {"NoSQL Databases", "Relational Databases"}, "Integration": {"Messaging"},
    "Networking": {"Network Infrastructure"}, "Web": {"Application Platforms"},
    "Security": {"Secret Management"}, "Other": {"Other (Other)"}}
CHARGES = {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}

# Columns of both versions: what they hold, and whether null is allowed.
COST_BOTH = {
    "BillingAccountId": ("text", False), "BillingAccountName": ("text", False),
    "BillingAccountType": ("text", False), "SubAccountId": ("text", True),
    "SubAccountName": ("text", True), "SubAccountType": ("text", True),
    "BilledCost": ("number", False), "EffectiveCost": ("number", False),
    "ListCost": ("number", False), "ContractedCost": ("number", False),
    "ListUnitPrice": ("price", True), "ContractedUnitPrice": ("price", True),
    "BillingCurrency": ("currency", False), "PricingCurrency": ("currency", False),
    "PricingCurrencyListUnitPrice": ("price", True),
    "PricingCurrencyContractedUnitPrice": ("price", True),
    "PricingCurrencyEffectiveCost": ("number", False),
    "PricingQuantity": ("number", True), "PricingUnit": ("unit", True),
    "PricingCategory": ({"Standard", "Committed", "Dynamic", "Other"}, True),
    "ConsumedQuantity": ("number", True), "ConsumedUnit": ("unit", True),
    "BillingPeriodStart": ("time", False), "BillingPeriodEnd": ("time", False),
    "ChargePeriodStart": ("time", False), "ChargePeriodEnd": ("time", False),
    "ChargeCategory": (CHARGES, False), "ChargeClass": ({"Correction"}, True),
    "ChargeDescription": ("text", False),
    "ChargeFrequency": ({"One-Time", "Recurring", "Usage-Based"}, False),
    "InvoiceId": ("text", False), "InvoiceIssuerName": ("text", False),
    "ServiceCategory": (set(CATEGORIES), False), "ServiceSubcategory": ("text", False),
    "ServiceName": ("text", False), "SkuId": ("text", True), "SkuPriceId": ("text", True),
    "SkuMeter": ("text", True), "SkuPriceDetails": ("json", True), "RegionId": ("text", True),
    "RegionName": ("text", True), "AvailabilityZone": ("text", True), "ResourceId": ("text", True),
    "ResourceName": ("text", True), "ResourceType": ("text", True), "Tags": ("json", True),
    "CapacityReservationId": ("none", True), "CapacityReservationStatus": ("none", True),
    "CommitmentDiscountCategory": ("none", True), "CommitmentDiscountId": ("none", True),
    "CommitmentDiscountName": ("none", True), "CommitmentDiscountType": ("none", True),
    "CommitmentDiscountQuantity": ("none", True), "CommitmentDiscountUnit": ("none", True),
    "CommitmentDiscountStatus": ("none", True)}
ONLY_1_2 = {"ProviderName": ("text", False), "PublisherName": ("text", False)}
ONLY_1_4 = {
    "InvoiceDetailId": ("text", False), "ServiceProviderName": ("text", False),
    "HostProviderName": ("text", False), "AllocatedMethodDetails": ("none", True),
    "AllocatedMethodId": ("none", True), "AllocatedResourceId": ("none", True),
    "AllocatedResourceName": ("none", True), "AllocatedTags": ("none", True),
    "CommitmentProgramEligibilityDetails": ("none", True), "ContractApplied": ("none", True)}
DETAIL = {
    "InvoiceId": ("text", False), "InvoiceDetailId": ("text", False),
    "ReferenceInvoiceId": ("text", False), "InvoiceIssuerName": ("text", False),
    "BillingAccountId": ("text", False), "BillingCurrency": ("currency", False),
    "BillingPeriodStart": ("time", False), "BillingPeriodEnd": ("time", False),
    "ChargeCategory": (CHARGES, False), "BilledCost": ("number", False),
    "InvoiceDetailGrain": ("json", True), "InvoiceDetailDescription": ("text", True),
    "InvoiceDetailCreated": ("time", False), "InvoiceDetailLastUpdated": ("time", False),
    "InvoiceIssueStatus": ({"Open", "Issued", "Voided"}, False),
    "InvoiceIssueDate": ("time", True), "PaymentDueDate": ("time", True),
    "PaymentTerms": ("text", False), "PurchaseOrderNumber": ("text", True)}
PERIOD = {
    "BillingPeriodStart": ("time", False), "BillingPeriodEnd": ("time", False),
    "BillingPeriodStatus": ({"Open", "Closed"}, False), "BillingPeriodCreated": ("time", False),
    "BillingPeriodLastUpdated": ("time", False), "InvoiceIssuerName": ("text", False)}

COST_1_4 = {**COST_BOTH, **ONLY_1_4}
COST_1_2 = {**COST_BOTH, **ONLY_1_2}
SETS = {("cost-and-usage", "1.4"): COST_1_4, ("cost-and-usage", "1.2"): COST_1_2,
        ("invoice-detail", "1.4"): DETAIL, ("billing-period", "1.4"): PERIOD}
assert (len(COST_1_4), len(COST_1_2)) == (65, 57)

# Of a Usage that corrects nothing all of these are there; of a Tax, none.
PRICED = ["ListUnitPrice", "ContractedUnitPrice", "PricingQuantity", "PricingCategory", "SkuId",
          "SkuPriceId"]
TOGETHER = [("SubAccountId", "SubAccountName"), ("SubAccountId", "SubAccountType"),
            ("PricingQuantity", "PricingUnit"), ("ConsumedQuantity", "ConsumedUnit"),
            ("RegionId", "RegionName"), ("ResourceId", "ResourceType"), ("SkuId", "SkuMeter")]


def rows_of(path):
    """All records as dictionaries; null is the empty text."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def format_fault(kind, value):
    """What is wrong with a value that is not null; None if nothing."""
    if isinstance(kind, set):
        return None if value in kind else "is not allowed"
    if kind == "none":
        return "is of something that is not offered"
    if kind in ("number", "price"):
        if not NUMBER.fullmatch(value):
            return "is no number"
        return "is negative" if kind == "price" and value.startswith("-") else None
    if kind == "time":
        return None if TIME.fullmatch(value) else "is no time in UTC"
    if kind == "unit":
        return None if UNIT.fullmatch(value) else "is no unit"
    if kind == "currency":
        return None if CURRENCY.fullmatch(value) else "is no currency"
    if kind == "json":
        read = json.loads(value, object_pairs_hook=list)
        names = [name for name, _ in read]
        flat = all(not isinstance(one, (list, dict)) for _, one in read)
        return None if flat and len(set(names)) == len(names) else "is no flat object"
    return "begins like a formula" if value[0] in "=+-@\t\r\n" else None


def cost_faults(row):
    """Rules over several columns of one record of Cost and Usage."""
    faults = []
    charge, correction = row["ChargeCategory"], row["ChargeClass"] == "Correction"
    for one, other in TOGETHER:
        if bool(row[one]) != bool(row[other]):
            faults.append(f"{one} and {other} are not both there or both null")
    if charge in ("Usage", "Purchase") and not correction:
        faults += [f"{c} is null" for c in PRICED if not row[c]]
    if charge == "Tax":
        faults += [f"{c} of a tax" for c in PRICED + ["PricingUnit", "SubAccountId"] if row[c]]
    if charge == "Usage" and not correction and not row["ConsumedQuantity"]:
        faults.append("nothing was consumed")
    if charge != "Usage" and row["ConsumedQuantity"]:
        faults.append("consumed without usage")
    if charge == "Purchase" and row["ChargeFrequency"] == "Usage-Based":
        faults.append("a purchase by usage")
    for cost, price in (("ListCost", "ListUnitPrice"), ("ContractedCost", "ContractedUnitPrice")):
        if row["PricingQuantity"] and row[price]:
            product = decimal.Decimal(row[price]) * decimal.Decimal(row["PricingQuantity"])
            if product != decimal.Decimal(row[cost]):
                faults.append(f"{cost} is not {price} x PricingQuantity")
        elif decimal.Decimal(row[cost]) != decimal.Decimal(row["BilledCost"]):
            faults.append(f"{cost} has no price and is not BilledCost")
    if row["BilledCost"] != row["EffectiveCost"]:
        faults.append("EffectiveCost without a commitment")
    if row["ServiceSubcategory"] not in CATEGORIES.get(row["ServiceCategory"], set()):
        faults.append("ServiceSubcategory of another category")
    for begin, end in (("BillingPeriodStart", "BillingPeriodEnd"),
                       ("ChargePeriodStart", "ChargePeriodEnd")):
        if row[begin] >= row[end]:
            faults.append(f"{begin} is not before {end}")
    inside = (row["BillingPeriodStart"] <= row["ChargePeriodStart"] and
              row["ChargePeriodEnd"] <= row["BillingPeriodEnd"])
    if not correction and not inside:
        faults.append("a charge of another month is no correction")
    hours = (datetime.datetime.fromisoformat(row["ChargePeriodEnd"][:-1]) -
             datetime.datetime.fromisoformat(row["ChargePeriodStart"][:-1]))
    if charge == "Usage" and not correction and hours > datetime.timedelta(days=1):
        faults.append("usage of more than a day")
    return faults


def faults(path, data_set, version="1.4"):
    """Every broken rule of one file, as sentences."""
    rules = SETS[(data_set, version)]
    found = []
    with open(path, encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    focus = [c for c in header if not c.startswith("x_")]
    if set(focus) != set(rules) or len(set(header)) != len(header):
        found.append(f"columns differ: {sorted(set(focus) ^ set(rules))}")
    if header[:len(focus)] != focus:
        found.append("own columns stand before those of FOCUS")
    for number, row in enumerate(rows_of(path), 2):
        for column, (kind, nullable) in rules.items():
            value = row.get(column) or ""
            if not value:
                if not nullable:
                    found.append(f"line {number}: {column} is null")
                continue
            fault = format_fault(kind, value)
            if fault:
                found.append(f"line {number}: {column} {value!r} {fault}")
        if data_set == "cost-and-usage":
            found += [f"line {number}: {fault}" for fault in cost_faults(row)]
    return found


def sums(rows, key="InvoiceId"):
    """BilledCost added up, exactly."""
    result = {}
    for row in rows:
        result[row[key]] = result.get(row[key], 0) + decimal.Decimal(row["BilledCost"])
    return result
