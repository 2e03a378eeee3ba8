# The lake's bucket, and who may use it and the sink's buckets.
resource "aws_s3_bucket" "lake" {
  # checkov:skip=CKV2_AWS_62: nobody listens to the bucket.
  # checkov:skip=CKV_AWS_18: pinflow is the only one who writes there, and each table has its history.
  # checkov:skip=CKV_AWS_144: a copy in another region is a choice that costs as much again.
  bucket = "${var.name}-lake-${data.aws_caller_identity.me.account_id}"
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "lake" {
  bucket = aws_s3_bucket.lake.id
  versioning_configuration {
    status = "Enabled"
  }
}

# vacuum deletes what no version needs; its bytes go a week later.
resource "aws_s3_bucket_lifecycle_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id
  rule {
    id     = "let deleted files go"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

data "aws_iam_policy_document" "machine" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "pinflow" {
  statement {
    sid       = "Buckets"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = [aws_s3_bucket.lake.arn, "arn:aws:s3:::user-*-bucket"]
  }
  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = ["${aws_s3_bucket.lake.arn}/*", "arn:aws:s3:::user-*-bucket/*"]
  }
  statement {
    sid       = "Package"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${local.package[0]}/${local.package[1]}"]
  }
  dynamic "statement" {
    for_each = aws_msk_cluster.log
    content {
      sid = "Records"
      actions = [
        "kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently",
        "kafka-cluster:*Topic*", "kafka-cluster:ReadData", "kafka-cluster:WriteData",
        "kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup",
      ]
      resources = [
        statement.value.arn,
        replace("${statement.value.arn}/*", ":cluster/", ":topic/"),
        replace("${statement.value.arn}/*", ":cluster/", ":group/"),
      ]
    }
  }
}

resource "aws_iam_role" "pinflow" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.machine.json
}

resource "aws_iam_role_policy" "pinflow" {
  name   = "pinflow"
  role   = aws_iam_role.pinflow.id
  policy = data.aws_iam_policy_document.pinflow.json
}

resource "aws_iam_instance_profile" "pinflow" {
  name_prefix = "${var.name}-"
  role        = aws_iam_role.pinflow.name
}
